import { whileDiskWorks } from "../broker/while-disk-works.ts"
import { electionTimeout } from "./rules/election-timeout.ts"
import { hardStateSaved } from "./rules/hard-state-saved.ts"
import { heartBeatRequest } from "./rules/heart-beat-request.ts"
import { heartBeatResponse } from "./rules/heart-beat-response.ts"
import { heartbeatTimeout } from "./rules/heartbeat-timeout.ts"
import { pushAppend } from "./rules/push-append.ts"
import { pushAppendResponse } from "./rules/push-append-response.ts"
import { pushCommit } from "./rules/push-commit.ts"
import { pushCompare } from "./rules/push-compare.ts"
import { pushCompareResponse } from "./rules/push-compare-response.ts"
import { pushTimeout } from "./rules/push-timeout.ts"
import { pushTruncate } from "./rules/push-truncate.ts"
import { pushTruncateResponse } from "./rules/push-truncate-response.ts"
import { recovered } from "./rules/recovered.ts"
import { voteRequest } from "./rules/vote-request.ts"
import { voteResponse } from "./rules/vote-response.ts"

/** What nodes of a released DLedger do with what they hear from each other. */
export const dledgerRules = {
  Recovered: recovered,
  ElectionTimeout: whileDiskWorks(electionTimeout),
  VoteRequest: whileDiskWorks(voteRequest),
  VoteResponse: whileDiskWorks(voteResponse),
  HeartbeatTimeout: whileDiskWorks(heartbeatTimeout),
  HeartBeatRequest: whileDiskWorks(heartBeatRequest),
  HeartBeatResponse: whileDiskWorks(heartBeatResponse),
  PushTimeout: whileDiskWorks(pushTimeout),
  PushCompare: whileDiskWorks(pushCompare),
  PushCompareResponse: whileDiskWorks(pushCompareResponse),
  PushTruncate: whileDiskWorks(pushTruncate),
  PushTruncateResponse: whileDiskWorks(pushTruncateResponse),
  PushAppend: whileDiskWorks(pushAppend),
  PushAppendResponse: whileDiskWorks(pushAppendResponse),
  PushCommit: whileDiskWorks(pushCommit),
  HardStateSaved: whileDiskWorks(hardStateSaved)
}
