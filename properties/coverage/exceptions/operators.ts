/**
 * What operators' tools ask for.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const operators: readonly Exceptions[] = [
  {
    because: "An operator's tool asks for it. It answers from what the broker or the NameServer holds, or changes settings that no promise speaks of and no model changes.",
    of: [
      {
        rule: "brokers CheckClientConfig",
        test: "spec/serving/rules/check-client-config.test.ts",
        verdicts: {
          tags: "tags: always",
          "an expression": "an expression: any other",
          "switched off": "switched off: the broker was told not to look at properties",
          "no such filter": "no such filter: only tags and SQL92",
          "no expression": "no expression: what does not make sense is refused before anything is pulled"
        }
      },
      { rule: "brokers GetMinOffset", test: "spec/serving/rules/get-min-offset.test.ts", verdicts: { answers: "answers: messages do not expire, so a queue begins at 0" } },
      { rule: "brokers SearchOffset", test: "spec/serving/rules/search-offset.test.ts", verdicts: { "empty queue": "empty queue: there is nothing to search", searches: "searches: among visible messages only" } },
      { rule: "brokers GetEarliestStoreTime", test: "spec/serving/rules/get-earliest-store-time.test.ts", verdicts: { answers: "answers: by the first message, if it is visible" } },
      { rule: "brokers ViewMessage", test: "spec/serving/rules/view-message.test.ts", verdicts: { "not found": "not found: entry -1 is none, or not committed", readable: "readable: up to what is committed" } },
      {
        rule: "brokers QueryMessage",
        test: "spec/serving/rules/query-message.test.ts",
        verdicts: {
          "asks for nothing": "asks for nothing: {\"key\":\"\"}",
          searches: "searches: asked for 32, at most 32, among what is visible here"
        }
      },
      { rule: "brokers KeyRead", test: "spec/serving/rules/key-read.test.ts", verdicts: { nothing: "nothing: said so", messages: "messages: in the order in which they were found" } },
      {
        rule: "brokers ResetOffset",
        test: "spec/serving/rules/reset-offset.test.ts",
        verdicts: {
          "no such topic": "no such topic",
          "no such group": "no such group: it has no offset on any queue of the topic",
          searches: "searches: every queue, up to its visible end"
        }
      },
      {
        rule: "brokers OffsetsFound",
        test: "spec/serving/rules/offsets-found.test.ts",
        verdicts: {
          told: "told: every member, back only; its own table stays, for the members commit",
          reset: "reset: 5.x does it for a group without members",
          "not online": "not online: 4.9 does not"
        }
      },
      {
        rule: "brokers UpdateAndCreateTopic",
        test: "spec/serving/rules/update-and-create-topic.test.ts",
        verdicts: {
          "illegal name": "illegal name: \"\"",
          "no queues": "no queues: {\"readQueueNums\":0}",
          kept: "kept: on disk, on every follower and in the routes at once"
        }
      },
      {
        rule: "brokers DeleteTopic",
        test: "spec/serving/rules/delete-topic.test.ts",
        verdicts: {
          "system topic": "system topic: TBW102 stays",
          removed: "removed: from the disk, the followers and the routes; its queues stay"
        }
      },
      {
        rule: "brokers UpdateBrokerConfig",
        test: "spec/serving/rules/update-broker-config.test.ts",
        verdicts: {
          "out of range": "out of range: no message has 0 bytes",
          changed: "changed: what is said, and nothing else; the next send is judged by it"
        }
      },
      {
        rule: "brokers UpdateAndCreateSubscriptionGroup",
        test: "spec/serving/rules/update-and-create-subscription-group.test.ts",
        verdicts: {
          "illegal name": "illegal name: \"\", and none of the others is kept",
          kept: "kept: on disk and on the followers, in place of what was said before"
        }
      },
      {
        rule: "brokers DeleteSubscriptionGroup",
        test: "spec/serving/rules/delete-subscription-group.test.ts",
        verdicts: {
          removed: "removed: what was said of it; its progress stays",
          "removed with its offsets": "removed with its offsets: its own on every topic, and no other group's"
        }
      },
      { rule: "name-server GetBrokerClusterInfo", test: "spec/name-server/rules/get-broker-cluster-info.test.ts", verdicts: { told: "GetBrokerClusterInfo > told: brokers by name, brokerNames by cluster" } },
      { rule: "name-server GetAllTopicList", test: "spec/name-server/rules/get-all-topic-list.test.ts", verdicts: { told: "GetAllTopicList: told, in order" } },
      { rule: "name-server GetTopicsByCluster", test: "spec/name-server/rules/get-topics-by-cluster.test.ts", verdicts: { told: "GetTopicsByCluster: told, the topics of DefaultCluster" } },
      {
        rule: "name-server DeleteTopic",
        test: "spec/name-server/rules/delete-topic.test.ts",
        verdicts: {
          unknown: "DeleteTopic > unknown: success all the same",
          removed: "DeleteTopic > removed: from all routes",
          "removed from one cluster": "DeleteTopic > removed from one cluster: stays on the brokers of another, and goes with the last"
        }
      },
      { rule: "name-server AddWritePermOfBroker", test: "spec/name-server/rules/add-write-perm-of-broker.test.ts", verdicts: { added: "AddWritePermOfBroker: added, its topics are for reading and writing" } },
      { rule: "name-server Recovered", test: "spec/name-server/rules/recovered.test.ts", verdicts: { loaded: "Recovered: loaded, the KV configuration as it was kept" } },
      { rule: "name-server PutKVConfig", test: "spec/name-server/rules/put-kv-config.test.ts", verdicts: { incomplete: "PutKVConfig: incomplete", kept: "PutKVConfig: kept, on disk before the answer" } },
      { rule: "name-server GetKVConfig", test: "spec/name-server/rules/get-kv-config.test.ts", verdicts: { "not found": "GetKVConfig: not found, n x", found: "GetKVConfig: found" } },
      {
        rule: "name-server DeleteKVConfig",
        test: "spec/name-server/rules/delete-kv-config.test.ts",
        verdicts: {
          "not found": "DeleteKVConfig: not found, success all the same",
          removed: "DeleteKVConfig: removed, on disk too; the namespace stays"
        }
      },
      {
        rule: "name-server GetKVListByNamespace",
        test: "spec/name-server/rules/get-kv-list-by-namespace.test.ts",
        verdicts: {
          "not found": "GetKVListByNamespace: not found",
          found: "GetKVListByNamespace: found, in the order of the keys"
        }
      }
    ]
  }
]
