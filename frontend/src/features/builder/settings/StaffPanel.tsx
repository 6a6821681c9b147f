import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { Schema } from "@/api/types";
import { announceDone } from "@/ui/announce";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import { MemberSelect } from "../MemberSelect";
import { courseQuery } from "../queries";
import { staffQuery } from "./queries";
import classes from "./SettingsPage.module.css";

type Assignment = Schema<"StaffAssignment">;
type Person = Schema<"StaffMember">;

const roles: readonly Schema<"StaffRole">[] = ["creator", "editor", "grader"];

/** Who may write courses at all. */
const authors: readonly Schema<"Role">[] = ["owner", "admin", "instructor"];

function assignments(staff: readonly Person[]): Assignment[] {
  return staff.map(({ user_id, role }) => ({
    user_id,
    role: roles.find((name) => name === role) ?? "editor",
  }));
}

/** Who may work on the course, and how far. Each change is saved at once. */
export function StaffPanel({ course }: { course: Schema<"Course"> }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { queryKey } = staffQuery(course.id);
  const { staff } = useSuspenseQuery(staffQuery(course.id)).data;
  const [chosen, setChosen] = useState<Schema<"Member">[]>([]);
  const save = useMutation({
    mutationFn: (next: Assignment[]) =>
      unwrap(
        api.PUT("/api/v1/courses/{course_id}/staff", {
          params: { path: { course_id: course.id } },
          body: { staff: next },
        }),
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: courseQuery(course.id).queryKey });
      setChosen([]);
      announceDone(t`The staff is saved.`);
    },
  });
  const add = () => {
    const added = chosen.map(({ id }): Assignment => ({ user_id: id, role: "editor" }));
    save.mutate([...assignments(staff), ...added]);
  };
  const change = (userId: string, role: string) =>
    save.mutate(
      assignments(
        staff.map((person) => (person.user_id === userId ? { ...person, role } : person)),
      ),
    );
  const remove = (userId: string) =>
    save.mutate(assignments(staff.filter((person) => person.user_id !== userId)));
  const mayManage = course.can.manage_staff;
  return (
    <Panel>
      <Stack>
        <div>
          <h3 className={classes.sub}>
            <Trans>Staff</Trans>
          </h3>
          <Text size="sm" c="dimmed">
            <Trans>
              Creators and editors write and publish. Graders see learners and their progress.
              Creators also choose the staff.
            </Trans>
          </Text>
        </div>
        <StaffProblem error={save.error} />
        <RefusableFields even="frozen">
          <ul className={classes.people}>
            {staff.map((person) => (
              <StaffRow
                key={person.user_id}
                person={person}
                disabled={!mayManage || save.isPending}
                onRole={(role) => change(person.user_id, role)}
                onRemove={() => remove(person.user_id)}
              />
            ))}
          </ul>
        </RefusableFields>
        {mayManage ? (
          <Group align="flex-end">
            <div className={classes.name}>
              <RefusableFields even="frozen">
                <MemberSelect
                  label={t`Add people`}
                  description={t`Owners, admins and instructors can be staff.`}
                  chosen={chosen}
                  onChange={setChosen}
                  allowed={(member) =>
                    member.roles.some((role) => authors.includes(role)) &&
                    staff.every((person) => person.user_id !== member.id)
                  }
                />
              </RefusableFields>
            </div>
            <Refusable even="frozen">
              <Button
                size="md"
                variant="default"
                disabled={chosen.length === 0}
                loading={save.isPending}
                onClick={add}
              >
                <Trans>Add as editors</Trans>
              </Button>
            </Refusable>
          </Group>
        ) : null}
      </Stack>
    </Panel>
  );
}

function StaffProblem({ error }: { error: unknown }) {
  const codes = error ? asProblem(error).fields.map((field) => field.code) : [];
  if (codes.includes("no_creator")) {
    return (
      <Notice tone="bad" role="alert">
        <Trans>A course needs at least one creator. Make somebody else a creator first.</Trans>
      </Notice>
    );
  }
  if (codes.includes("no_author")) {
    return (
      <Notice tone="bad" role="alert">
        <Trans>Only people who may write courses can be staff.</Trans>
      </Notice>
    );
  }
  return <ProblemNotice error={error} />;
}

type RowProps = {
  person: Person;
  disabled: boolean;
  onRole: (role: string) => void;
  onRemove: () => void;
};

function StaffRow({ person, disabled, onRole, onRemove }: RowProps) {
  const { t } = useLingui();
  const { name } = person;
  return (
    <li className={classes.person}>
      <div className={classes.name}>
        <div>{name}</div>
        <Text size="sm" c="dimmed">
          {person.email}
        </Text>
      </div>
      <NativeSelect
        aria-label={t`Role of ${name}`}
        size="md"
        disabled={disabled}
        value={person.role}
        data={[
          { value: "creator", label: t`Creator` },
          { value: "editor", label: t`Editor` },
          { value: "grader", label: t`Grader` },
        ]}
        onChange={(event) => onRole(event.currentTarget.value)}
      />
      <Button
        variant="subtle"
        size="md"
        disabled={disabled}
        aria-label={t`Remove ${name} from the staff`}
        onClick={onRemove}
      >
        <Trans>Remove</Trans>
      </Button>
    </li>
  );
}
