/**
 * Guards against what comes too late, or twice.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const guards: readonly Exceptions[] = [
  {
    because: "A guard against an event that comes too late. In the models a disk answers within the step or in order, and a timer that is cancelled does not fire.",
    of: [
      { rule: "brokers Flushed", test: "spec/store/rules/flushed.test.ts", verdicts: { "an entry since removed": "an entry since removed: a flush from before a truncation says nothing about what is there now" } },
      { rule: "brokers Dispatched", test: "spec/store/rules/dispatched.test.ts", verdicts: { "of an earlier life": "of an earlier life: entry 1 is not what was asked for" } },
      { rule: "brokers DiskFailed", test: "spec/store/rules/disk-failed.test.ts", verdicts: { known: "known: a second failure changes nothing" } },
      { rule: "masters with slaves HaReconnectTimeout", test: "spec/ha/rules/ha-reconnect-timeout.test.ts", verdicts: { connected: "connected: nothing to do" } },
      { rule: "masters with slaves HaHeartbeatTimeout", test: "spec/ha/rules/ha-heartbeat-timeout.test.ts", verdicts: { "closed before": "closed before: nothing to do" } },
      { rule: "masters with slaves HaHousekeepingTimeout", test: "spec/ha/rules/ha-housekeeping-timeout.test.ts", verdicts: { "closed before": "closed before: nothing to do" } },
      { rule: "dledger ElectionTimeout", test: "spec/raft/rules/election-timeout.test.ts", verdicts: { leads: "leads: waits for nobody" } },
      { rule: "dledger HeartbeatTimeout", test: "spec/raft/rules/heartbeat-timeout.test.ts", verdicts: { "does not lead": "does not lead: is silent, and lets the timer rest" } },
      { rule: "producer SendTimeout", test: "spec/client/producer/rules/send-timeout.test.ts", verdicts: { finished: "SendTimeout > finished: nothing happens" } },
      { rule: "consumer QueueTimeout", test: "spec/client/consumer/rules/queue-timeout.test.ts", verdicts: { left: "QueueTimeout > left: nothing happens" } },
      { rule: "consumer LockTimeout", test: "spec/client/consumer/rules/lock-timeout.test.ts", verdicts: { "not held": "LockTimeout > not held: nothing happens" } },
      { rule: "consumer LockLapsed", test: "spec/client/consumer/rules/lock-lapsed.test.ts", verdicts: { "not held": "LockLapsed > not held: nothing happens" } }
    ]
  },
  {
    because: "The shell makes snapshots of what is dispatched, on disk, and one after the other; so does the world.",
    of: [
      {
        rule: "brokers Compacted",
        test: "spec/store/rules/compacted.test.ts",
        verdicts: {
          "not dispatched": "not dispatched: what is not in its queues is kept",
          "gone before": "gone before: a snapshot stands for it already",
          "compacts what was only written": "compacts what was only written: the snapshot is on disk, and a send that waited for a flush is answered"
        }
      }
    ]
  },
  {
    because: "A slave in the models has one master, and one connection at a time.",
    of: [
      { rule: "masters with slaves HaConnected", test: "spec/ha/rules/ha-connected.test.ts", verdicts: { "not its master": "not its master: closed", "slave has one": "slave has one: a second connection is closed" } },
      { rule: "masters with slaves TransferData", test: "spec/ha/rules/transfer-data.test.ts", verdicts: { "not at its end": "not at its end: entries that begin behind its end close the connection" } }
    ]
  },
  {
    because: "Nothing can bring it about: messages do not expire here, so every queue begins at 0.",
    of: [
      { rule: "brokers QueryConsumerOffset", verdicts: { unknown: null } }
    ]
  }
]
