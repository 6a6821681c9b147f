/**
 * Controls that the server would refuse at present.
 *
 * A shell says why with `Changeable`; whatever changes something stands in `Refusable` or `RefusableFields`, or asks `useRefused`.
 * What is refused keeps its place and can be reached by keyboard: it tells its reason and does nothing.
 */
import { useLingui } from "@lingui/react/macro";
import { Tooltip } from "@mantine/core";
import {
  cloneElement,
  createContext,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  use,
  useId,
  useMemo,
} from "react";
import type { Refusal } from "@/api/refusal";
import { codeWords } from "@/api/words";
import classes from "./Refusable.module.css";

type Value = { refusal: Refusal | null; reasonId: string };

const RefusalContext = createContext<Value>({ refusal: null, reasonId: "" });

/** Everything below can be changed, or nothing of it for this reason. */
export function Changeable({
  refusal,
  children,
}: {
  refusal: Refusal | null;
  children: ReactNode;
}) {
  const { i18n } = useLingui();
  const reasonId = useId();
  const value = useMemo(() => ({ refusal, reasonId }), [refusal, reasonId]);
  return (
    <RefusalContext value={value}>
      {refusal ? (
        <span id={reasonId} hidden>
          {codeWords(i18n, refusal)}
        </span>
      ) : null}
      {children}
    </RefusalContext>
  );
}

/** What a change does not wait for: the payment that is overdue, or the thawing of its course. */
export type Even = "unpaid" | "frozen";

const worksUnder: Record<Even, Refusal> = {
  unpaid: "organization_read_only",
  frozen: "course_frozen",
};

/** Why a change would be refused here, and the element that says so; null while it would not. */
export function useRefused(even?: Even): { refusal: Refusal; reasonId: string } | null {
  const { refusal, reasonId } = use(RefusalContext);
  return refusal && !(even && worksUnder[even] === refusal) ? { refusal, reasonId } : null;
}

type ControlProps = {
  disabled?: boolean;
  onClick?: ((event: MouseEvent<HTMLButtonElement>) => void) | undefined;
  "data-disabled"?: boolean;
  "data-refused"?: boolean;
  "aria-disabled"?: boolean;
  "aria-describedby"?: string;
};

type Props = { even?: Even | undefined; children: ReactElement<ControlProps> };

/** A button that changes something, or opens what does. */
export function Refusable({ even, children }: Props) {
  const { i18n } = useLingui();
  const refused = useRefused(even);
  // The same elements either way: whoever stands on the button stays on it when its reason comes or goes.
  return (
    <Tooltip
      label={refused ? codeWords(i18n, refused.refusal) : null}
      disabled={!refused}
      events={{ hover: true, focus: true, touch: true }}
      multiline
      w="min(20rem, 90vw)"
      withinPortal
    >
      {refused
        ? cloneElement(children, {
            disabled: false,
            "data-disabled": true,
            "data-refused": true,
            "aria-disabled": true,
            "aria-describedby": refused.reasonId,
            // A form is not sent either.
            onClick: (event) => event.preventDefault(),
          })
        : children}
    </Tooltip>
  );
}

/** Fields that are read only while what one would type into them is refused. The button that sends them stands outside, with its reason. */
export function RefusableFields({ even, children }: { even?: Even; children: ReactNode }) {
  const refused = useRefused(even);
  return (
    <fieldset
      className={classes.fields}
      disabled={refused !== null}
      aria-describedby={refused?.reasonId}
    >
      {children}
    </fieldset>
  );
}
