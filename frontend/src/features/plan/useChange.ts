import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, idempotent, unwrap } from "@/api/client";
import { entitlementsQuery } from "@/api/entitlements";
import { asProblem } from "@/api/problem";
import { keptQuery, subscriptionQuery } from "@/api/subscription";
import type { Schema } from "@/api/types";
import { billsQuery, changeQuery } from "./queries";

type Body = Schema<"NewSubscriptionChange">;

const LOOK_AGAIN = 700;
const PATIENCE = 60_000;

export type ChangeState = "idle" | "sending" | "waiting" | "late" | "done" | "failed";

/** Asks for a change of the subscription and looks until it is done. One intent is sent once, however often its button is pressed. */
export function useChange() {
  const queryClient = useQueryClient();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [askedAt, setAskedAt] = useState(0);
  const [isLate, setLate] = useState(false);
  // A second press may come before the button is drawn anew.
  const isAsked = useRef(false);
  // What got no answer may have been taken: it is sent again as it was, under the same key.
  const unanswered = useRef<Body | null>(null);
  const ask = useMutation({
    mutationFn: (body: Body) =>
      unwrap(
        api.POST("/api/v1/subscription/changes", {
          body,
          headers: idempotent(key),
        }),
      ),
    onSuccess: () => {
      setAskedAt(Date.now());
      setLate(false);
    },
    onError: (error, body) => {
      isAsked.current = false;
      const { status } = asProblem(error);
      const hasNoAnswer = status === 0 || status >= 500;
      unanswered.current = hasNoAnswer ? body : null;
      if (!hasNoAnswer) setKey(crypto.randomUUID());
    },
  });
  const id = ask.data?.id ?? "";
  const look = useQuery({
    ...changeQuery(id),
    enabled: id !== "" && !isLate,
    retry: true,
    retryDelay: LOOK_AGAIN,
    refetchInterval: ({ state }) => (isFinished(state.data?.status) ? false : LOOK_AGAIN),
  });
  const change = look.data ?? ask.data;
  const isOver = isFinished(change?.status);
  useEffect(() => {
    if (askedAt === 0 || isOver) return;
    const timer = setTimeout(() => setLate(true), askedAt + PATIENCE - Date.now());
    return () => clearTimeout(timer);
  }, [askedAt, isOver]);
  useEffect(() => {
    if (!isOver) return;
    void queryClient.invalidateQueries({ queryKey: subscriptionQuery.queryKey, exact: true });
    void queryClient.invalidateQueries({ queryKey: keptQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: billsQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: entitlementsQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: ["courses"] });
  }, [isOver, queryClient]);
  const send = (body: Body) => {
    if (isAsked.current) return;
    isAsked.current = true;
    ask.mutate(unanswered.current ?? body);
  };
  const again = () => {
    isAsked.current = false;
    unanswered.current = null;
    ask.reset();
    setAskedAt(0);
    setLate(false);
    setKey(crypto.randomUUID());
  };
  const state = stateOf(ask.isPending, change?.status, isLate);
  return { state, change, error: ask.error, send, again };
}

function isFinished(status: string | undefined): boolean {
  return status === "done" || status === "failed";
}

function stateOf(isSending: boolean, status: string | undefined, isLate: boolean): ChangeState {
  if (isSending) return "sending";
  if (status === "done" || status === "failed") return status;
  if (status === undefined) return "idle";
  return isLate ? "late" : "waiting";
}
