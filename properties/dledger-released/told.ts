/**
 * The findings that docs/dledger-as-released.md tells in full: in which model, and what the reader should know beforehand.
 *
 * @module
 */
import type { ReleasedBounds } from "../../models/dledger-released/models.ts"

export interface Told {
  readonly version: ReleasedBounds["version"]
  readonly topic: string
  /** The finding's id. */
  readonly finding: string
  readonly title: string
  readonly text: string
}

export const told: readonly Told[] = [
  {
    version: "0.3.1.2",
    topic: "figure-8",
    finding: "S7 LeaderCompleteness broken",
    title: "An entry is committed by count, and the next leader does not have it",
    text: "The leader counts an entry of an older term as it counts its own, and a COMPARE or TRUNCATE that ends with it is enough. A later leader may still have an entry of a term between, and be elected: Figure 8 of the Raft paper. In this model the message that goes was visible to consumers and was never answered SEND_OK: S12 holds here. 0.4.0 counts only entries of the leader's term."
  },
  {
    version: "0.3.1.2",
    topic: "late-truncate",
    finding: "S11 CommittedDurable broken",
    title: "A TRUNCATE that comes late cuts what was appended since",
    text: "TRUNCATE is checked against the follower's term and leader, so one of an older leader does nothing. One of the same leader, asked a second time before the first had an answer, is obeyed whenever it comes. Here messages may overtake each other, as they can on two connections; on one they cannot."
  },
  {
    version: "0.3.1.2",
    topic: "vote-power-loss",
    finding: "S2 ElectionSafety broken",
    title: "A vote that was not on disk is given twice",
    text: "The file `currterm` is written without an fsync, and the answer does not wait. After a power loss a node may know neither its term nor its vote. Both versions do so."
  },
  {
    version: "0.3.1.2",
    topic: "page-cache",
    finding: "S12 AckDurable broken",
    title: "One power loss takes a message that was answered SEND_OK",
    text: "A copy counts when it is in the page cache. Both versions do so, by design; `ackRequires=PAGE_CACHE` of the Raft mode shows the same."
  },
  {
    version: "0.3.1.2",
    topic: "disk-loss",
    finding: "S12 AckDurable broken",
    title: "One lost disk takes a message that was answered SEND_OK",
    text: "A disk that holds nothing passes for that of a new node, which votes at once: for a candidate that lacks what it had, and a second time in the same term (S3, S2). The Raft mode asks who was there before (E5)."
  },
  {
    version: "0.4.0",
    topic: "late-truncate",
    finding: "S11 CommittedDurable broken",
    title: "A follower obeys a TRUNCATE of a leader that is deposed",
    text: "In 0.4.0 TRUNCATE is checked against neither term nor leader. A node that still believes that it leads can cut what the follower has from its leader."
  },
  {
    version: "0.4.0",
    topic: "late-truncate",
    finding: "S10 CommitMonotone broken",
    title: "commitIndex lies behind the end of the log",
    text: "TRUNCATE does not look at commitIndex, and the one of an older term can cut below it."
  },
  {
    version: "0.4.0",
    topic: "compare",
    finding: "a leader cuts what both have",
    title: "A new leader begins to compare where its log ended when it was started",
    text: "A dispatcher's writeIndex is set when its thread starts and when it leaves APPEND. One that has never appended still has the first value when its node becomes leader: it compares there, finds the follower's log to be the same up to there, and cuts all that follows, committed or not. It then sends the same entries again. Until they are there again, they have fewer copies than was promised (S11 CommittedDurable broken, in the same model)."
  },
  {
    version: "0.4.0",
    topic: "compare-three-terms",
    finding: "S12 AckDurable broken",
    title: "The one that was cut leads next, and a message that was answered SEND_OK is gone",
    text: "The same with the third node up: no node fails and no disk loses anything here, messages are lost and leaders change. The follower that was cut goes on as a candidate with the end that its log had before, which a TRUNCATE does not change for votes. This world is too large to be explored to the end; the run is a shortest one in it."
  },
  {
    version: "0.4.0",
    topic: "without-no-op",
    finding: "a leader waits for what it inherited",
    title: "Without the no-op a leader waits for an entry that it cannot commit",
    text: "0.4.0 commits no entry of an older term by count, and `enableFastAdvanceCommitIndex`, which appends a no-op, is off by default. RocketMQ lets a leader serve when all of its log is committed. In this model no such leader ever serves (*an inherited entry is never committed* holds in it); 0.3.1.2 commits by count and serves."
  }
]
