import type { Part } from "../broker/rule.ts"
import type { Index } from "../vocabulary.ts"

/** SEND_OK for every pending send up to this entry. */
export const answerSends =
  (upTo: Index): Part =>
  (self) => {
    const done = self.pending.filter(({ index }) => index <= upTo)
    if (done.length === 0) return [self, []]
    return [
      { ...self, pending: self.pending.slice(done.length) },
      done.map(({ request, index, queueId, queueOffset }) => ({ _tag: "ReplySend", request, status: "SEND_OK", index, queueId, queueOffset }) as const)
    ]
  }
