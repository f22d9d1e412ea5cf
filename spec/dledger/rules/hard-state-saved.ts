import { match } from "ts-pattern"
import { ignore, rule } from "../rule.ts"

/**
 * The file `currterm` is on disk. Nothing has waited for it: the vote was given before.
 *
 * DLedger `MemberState.persistTerm`.
 */
export const hardStateSaved = rule(
  "HardStateSaved",
  () => "nothing waits for it" as const,
  (self, _event, verdict) =>
    match(verdict)
      .with("nothing waits for it", () => ignore(self))
      .exhaustive()
)
