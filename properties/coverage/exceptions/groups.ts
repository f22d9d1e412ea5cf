/**
 * What the bounds of groups leave out.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const ofGroups: readonly Exceptions[] = [
  {
    because: "It takes a disk that is lost, and a second change of term or a snapshot before the node has caught up: more than the models' bounds.",
    of: [
      {
        rule: "dledger InstallSnapshot",
        test: "spec/raft/rules/install-snapshot.test.ts",
        verdicts: {
          "from a second leader": "from a second leader: does nothing",
          rejoining: "rejoining: a member that lost its disk takes nothing before it knows in which term it may have spoken"
        }
      },
      {
        rule: "dledger TimeoutNow",
        test: "spec/raft/rules/timeout-now.test.ts",
        verdicts: {
          "not a voter": "not a voter: a member that lost its disk does not stand",
          "not a follower": "not a follower: a candidate of this term stands already"
        }
      }
    ]
  },
  {
    because: "The models of the released DLedger are small: two entries, elections in which no log is empty, one leader after the other.",
    of: [
      { rule: "dledger-released VoteRequest", test: "spec/dledger/rules/vote-request.test.ts", verdicts: { REJECT_TERM_SMALL_THAN_LEDGER: "REJECT_TERM_SMALL_THAN_LEDGER: after the loss of its term a node knows by its log that there were higher ones" } },
      { rule: "dledger-released HeartbeatTimeout", test: "spec/dledger/rules/heartbeat-timeout.test.ts", verdicts: { "does not lead": "does not lead: does nothing" } },
      {
        rule: "dledger-released PushTimeout",
        test: "spec/dledger/rules/push-timeout.test.ts",
        verdicts: {
          "does not lead": "does not lead: does nothing",
          appends: "appends: the next entry"
        }
      },
      {
        rule: "dledger-released PushCompareResponse",
        test: "spec/dledger/rules/push-compare-response.test.ts",
        verdicts: {
          "in common": "in common: 0.3.1.2 has the follower end with it",
          differs: "differs: compares the entry before"
        }
      },
      { rule: "dledger-released PushAppendResponse", test: "spec/dledger/rules/push-append-response.test.ts", verdicts: { "does not push to it": "does not push to it: a node that has just started" } }
    ]
  }
]
