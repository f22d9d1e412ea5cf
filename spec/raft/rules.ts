import { whileDiskWorks } from "../broker/while-disk-works.ts"
import { appendEntries } from "./rules/append-entries.ts"
import { appendEntriesReply } from "./rules/append-entries-reply.ts"
import { electionTimeout } from "./rules/election-timeout.ts"
import { hardStateSaved } from "./rules/hard-state-saved.ts"
import { heartbeatTimeout } from "./rules/heartbeat-timeout.ts"
import { installSnapshot } from "./rules/install-snapshot.ts"
import { installSnapshotReply } from "./rules/install-snapshot-reply.ts"
import { leadershipTransfer } from "./rules/leadership-transfer.ts"
import { recovered } from "./rules/recovered.ts"
import { rejoin } from "./rules/rejoin.ts"
import { rejoinReply } from "./rules/rejoin-reply.ts"
import { requestVote } from "./rules/request-vote.ts"
import { requestVoteReply } from "./rules/request-vote-reply.ts"
import { timeoutNow } from "./rules/timeout-now.ts"

/** What members of a DLedger group do with what they hear from each other. */
export const raftRules = {
  Recovered: recovered,
  ElectionTimeout: whileDiskWorks(electionTimeout),
  RequestVote: whileDiskWorks(requestVote),
  RequestVoteReply: whileDiskWorks(requestVoteReply),
  HeartbeatTimeout: whileDiskWorks(heartbeatTimeout),
  AppendEntries: whileDiskWorks(appendEntries),
  AppendEntriesReply: whileDiskWorks(appendEntriesReply),
  InstallSnapshot: whileDiskWorks(installSnapshot),
  InstallSnapshotReply: whileDiskWorks(installSnapshotReply),
  LeadershipTransfer: leadershipTransfer,
  TimeoutNow: whileDiskWorks(timeoutNow),
  HardStateSaved: whileDiskWorks(hardStateSaved),
  Rejoin: whileDiskWorks(rejoin),
  RejoinReply: whileDiskWorks(rejoinReply)
}
