/**
 * What is asked of both, in this order: mqadmin's commands with every option that `mqadmin help` names, and with what is wrong: topics,
 * groups and brokers that do not exist, values that are none.
 *
 * @module
 */
import type { Version } from "../run.ts"

export interface Asked {
  /** The command and its arguments, space between them. `{…}`: a value of the world. */
  readonly args: string
  /** It runs until it is stopped: milliseconds. */
  readonly runsMs?: number
  /** Waited before it, for what goes on by itself: milliseconds. */
  readonly afterMs?: number
  /** The only version that has it, or this option of it. */
  readonly only?: Version
  /** Why its answers may differ. Without it, a difference is one to mend. */
  readonly differs?: string
  /** Lines that may differ; all, if not told. */
  readonly lines?: RegExp
}

/** What differs wherever it is printed, and why. */
export const everywhere: readonly { readonly why: string; readonly lines: RegExp }[] = [
  { why: "a broker here tells figures of 5.x and some of its own besides", lines: /^(\S+ )?(ack|litePull)ThreadPoolQueue|^(\S+ )?(timer\w+|brokerActive|brokerRole|currentTimestamp|getTransferr?edTps) ?:/ },
  { why: "`compatibility=4.9` is 4.9.8, and 5.5.0's brokers do not tell their number", lines: /^(\S+ )?brokerVersion ?: \d+$/ },
  { why: "RocketMQ says −1 of the first message as long as its log is short", lines: /^(\S+ )?earliestMessageTimeStamp ?:/ },
  { why: "figures that go on by themselves (traces, retries, delays), and a slave here does not count what it copies", lines: /^(\S+ )?(commitLogMaxOffset|msg(Put|Get)TotalTodayNow|putMessage(SizeTotal|TimesTotal|AverageSize|FailedTimes)) ?:|^\{cluster\} broker-\w \d( \d+){4}$|^\{cluster\} broker-\w( \d+){4}$/ },
  { why: "messages of a day are counted at once, by RocketMQ 5.5.0 after minutes", lines: /^\S+ \S*( \S+)? ?\d+ \{n\}.* (\d+|NO_CONSUMER)$/ },
  { why: "topics that the broker writes itself are there from the start", lines: /(^| )(rmq_sys_\w+\{cluster\}|rmq_sys_wheel_timer|RMQ_SYS_(ROCKSDB_)?TRANS_(OP_)?HALF_TOPIC|rmq_sys_SYNC_BROKER_MEMBER_\S+)(?= |$)/ },
  { why: "that a group has consumed with a tool is known once the tool has sent a heartbeat, after a second", lines: /TOOLS_CONSUMER|"?(groupName":)?"Reader"/ },
  { why: "keys of its own, paths, ports, and what is set at the start", lines: /^[a-zA-Z]\w* = / },
  { why: "a name that no group or topic may have is refused, and said so", lines: /bad\/group|create subscription group to|illegal characters|longer than topic max length|UpdateSubGroupSubCommand command failed/ },
  { why: "a delayed message keeps no WAIT=true", lines: /REAL_TOPIC=T1/ },
  { why: "which of two brokers is named first in a route", lines: /^update topic perm from|^\{"result":/ },
  { why: "where to read on", lines: /^For more information, please visit the url/ }
]

/** Why the answers to these may differ. */
const reasons: Readonly<Record<string, string>> = {
  "sendMessage -t T1 -p hello -b broker-a -i 99": "the refusal is said in other words",
  "consumeMessage -t T1 -b broker-a -i 99 -o 0": "the refusal does not name the consumer",
  "queryMsgByOffset -t T1 -b broker-a -i 99 -o 0": "the refusal does not name the consumer",
  "queryCq -t T1 -q 99 -i 0 -c 10 -b {broker-a}": "said, where the tool has an exception of its own with RocketMQ",
  "updateBrokerConfig -b {broker-a} -k flushDiskType -v SYNC_FLUSH": "what an ack means is not changed while the broker runs",
  "updateBrokerConfig -b {broker-a} -k flushDiskType -v ASYNC_FLUSH": "what an ack means is not changed while the broker runs",
  "updateBrokerConfig -b {broker-a} -k noSuchKey -v 1": "a key or value that is none is refused; RocketMQ says success, and does nothing",
  "updateBrokerConfig -b {broker-a} -k maxMessageSize -v many": "a key or value that is none is refused; RocketMQ says success, and does nothing",
  "updateNamesrvConfig -k noSuchKey -v 8": "a key or value that is none is refused; RocketMQ says success, and does nothing",
  "updateNamesrvConfig -k configStorePath -v /nowhere": "the refusal is said in other words",
  "updateTopic -b {broker-a-slave} -t T2 -r 2 -w 2": "the refusal is said in other words",
  "updateSubGroup -b {broker-a-slave} -g G2": "the refusal is said in other words",
  "deleteSubGroup -b {broker-a-slave} -g G2": "the refusal is said in other words",
  "wipeWritePerm -b broker-b": "it counts topics that the broker writes itself",
  "addWritePerm -b broker-b": "it counts topics that the broker writes itself",
  "updateTopic -b {broker-a} -t TBW102 -r 1 -w 1": "refused with code 1, by RocketMQ 5.5.0 with 29",
  ...Object.fromEntries(
    [
      "cloneGroupOffset -s OnlineGroup -d Clone1 -t T1 -o true",
      "cloneGroupOffset -s OnlineGroup -d Clone2 -t T1 -o false",
      "cloneGroupOffset -s OnlineGroup -d Clone5 -t %RETRY%OnlineGroup",
      "resetOffsetByTime -g Clone1 -t T1 -s {past}",
      "skipAccumulatedMessage -g Clone1 -t T1 -f true",
      "resetOffsetByTime -g Clone1 -t T1 -s -1 -b {broker-a} -q 1 -o 1",
      "resetOffsetByTime -g Clone1 -t T1 -s -1 -b {broker-a} -q 99 -o 1",
      "resetOffsetByTime -g Clone1 -t T1 -s -1 -b {broker-a} -q 1 -o 999"
    ].map((args) => [args, "a group that nobody has set up, and that was never connected, may have progress; to RocketMQ 5.5.0 it does not exist"])
  ),
  "queryMsgById -i {noSuchOffsetMsgId}": "the refusal does not name the offset",
  "files {dir}/export": "versions of tables, counts, and groups that consumed for less than a second"
}

const withReason = (args: string): Asked => (reasons[args] === undefined ? { args } : { args, differs: reasons[args] })

const of5 = (...all: readonly string[]): readonly Asked[] => all.map((args) => ({ ...withReason(args), only: "5.5.0" }))
const plain = (...all: readonly string[]): readonly Asked[] => all.map(withReason)

const LONG = "L".repeat(128)
const NOBODY = "127.0.0.1:1"

const topics = [
  ...plain(
    "updateTopic -b {broker-a} -t T1 -r 4 -w 4",
    "updateTopic -b {broker-b} -t T1 -r 2 -w 2",
    "updateTopic -c {cluster} -t T2 -r 2 -w 3 -p 6",
    "updateTopic -c {cluster} -t T3 -r 2 -w 2 -o true",
    "updateTopic -b {broker-a} -t T4 -r 1 -w 1 -o true -u true -s true",
    "updateTopic -b {broker-a} -t T5 -r 1 -w 1 -u true",
    "updateTopic -b {broker-a} -t T6 -r 1 -w 1 -s true",
    "updateTopic -c {cluster} -t T7",
    "updateTopic -b {broker-a} -t bad/topic -r 1 -w 1",
    "updateTopic -b {broker-a} -t TBW102 -r 1 -w 1",
    `updateTopic -b {broker-a} -t ${LONG} -r 1 -w 1`,
    "updateTopic -c NoCluster -t T8",
    `updateTopic -b ${NOBODY} -t T8`,
    "updateTopic -b {broker-a} -t T8 -r x",
    "updateTopic -b {broker-a} -t T8 -p 99",
    "updateTopic -t T8",
    "updateTopic -b {broker-a}",
    "topicRoute -t T1",
    "topicRoute -t T1 -l",
    "topicRoute -t Nothing",
    "topicRoute -t T8",
    "topicRoute -t T4",
    "topicRoute -t T5",
    "topicRoute -t T6",
    "topicList",
    "topicList -c",
    "topicClusterList -t T1",
    "topicClusterList -t Nothing",
    "updateTopicPerm -b {broker-a} -t T2 -p 4",
    "updateTopicPerm -c {cluster} -t T2 -p 2",
    "updateTopicPerm -c {cluster} -t T2 -p 6",
    "updateTopicPerm -c {cluster} -t T2 -p 6",
    "updateTopicPerm -b {broker-a} -t T2 -p 99",
    "updateTopicPerm -b {broker-a} -t Nothing -p 6",
    "updateTopicPerm -c NoCluster -t T2 -p 6",
    `updateTopicPerm -b ${NOBODY} -t T2 -p 4`,
    "allocateMQ -t T1 -i 10.0.0.1,10.0.0.2,10.0.0.3",
    "allocateMQ -t Nothing -i 10.0.0.1",
    "topicStatus -t T1",
    "topicStatus -t Nothing",
    "topicStatus -t TBW102",
    "updateOrderConf -t T1 -v broker-a:4 -m put",
    "updateOrderConf -t T1 -m get",
    "updateOrderConf -t T3 -m get",
    "updateOrderConf -t T1 -m delete",
    "updateOrderConf -t T1 -m get",
    "updateOrderConf -t T1 -m twist",
    "updateOrderConf -t T1 -m put"
  ),
  ...of5(
    "topicStatus -t T1 -c {cluster}",
    "updateTopic -b {broker-a} -t A1 -r 1 -w 1 -a +message.type=FIFO",
    "updateTopic -b {broker-a} -t A2 -r 1 -w 1 -a +message.type=WHATEVER",
    "updateTopic -b {broker-a} -t A3 -r 1 -w 1 -a nonsense",
    "updateTopic -b {broker-a} -t A1 -r 1 -w 1 -a -message.type",
    "updateTopicList -b {broker-a} -f {dir}/topics.json",
    "updateTopicList -c {cluster} -f {dir}/topics.json",
    "updateTopicList -b {broker-a} -f {dir}/nothing.json"
  )
]

const sends = plain(
  "sendMessage -t T1 -p hello -k key1 -c TagA -b broker-a -i 1 -m true",
  "sendMessage -t T1 -p hello -k key2 -c TagB -b broker-a -i 0",
  "sendMessage -t T1 -p hello -k key3 -c TagA -b broker-b -i 1 -m false",
  "sendMessage -t T1 -p hello -b broker-a -i 99",
  "sendMessage -t T1 -p hello -b NoBroker -i 0",
  "sendMessage -t bad/topic -p hello",
  "sendMessage -t TBW102 -p hello -b broker-a -i 0",
  "sendMessage -t T2 -p hello -k key1 -b broker-a -i 2",
  "sendMsgStatus -b broker-a -s 16 -c 2",
  "checkMsgSendRT -t T1 -a 2 -s 16",
  "checkMsgSendRT -t AutoTopic2 -a 1",
  "checkMsgSendRT -t bad/topic -a 1"
)

const groups = [
  ...plain(
    "updateSubGroup -b {broker-a} -g G1",
    "updateSubGroup -c {cluster} -g G2 -s false -m false -d false -q 3 -r 5 -i 1 -w 2 -a false",
    "updateSubGroup -b {broker-a} -g bad/group",
    "updateSubGroup -b {broker-a} -g G3 -r x",
    "updateSubGroup -b {broker-a} -g G3 -s maybe",
    "updateSubGroup -c NoCluster -g G3",
    `updateSubGroup -b ${NOBODY} -g G3`,
    "getConsumerConfig -g G1",
    "getConsumerConfig -g G2",
    "getConsumerConfig -g Nobody"
  ),
  ...of5(
    "updateSubGroup -b {broker-a} -g G4 -o true",
    'updateSubGroup -b {broker-a} -g G5 -p {"type":"CUSTOMIZED","customizedRetryPolicy":{"next":[1000,5000]}}',
    "getConsumerConfig -g G4",
    "getConsumerConfig -g G5",
    "updateSubGroupList -b {broker-a} -f {dir}/groups.json",
    "updateSubGroupList -c {cluster} -f {dir}/groups.json",
    "setConsumeMode -b {broker-a} -t T1 -g G1 -m POP -q 4",
    "setConsumeMode -c {cluster} -t T1 -g G1 -m PULL",
    "setConsumeMode -b {broker-a} -t T1 -g G1 -m TWIST",
    "setConsumeMode -b {broker-a} -t Nothing -g Nobody -m POP"
  )
]

const messages = [
  ...plain(
    "clients T1 OnlineGroup OnlineProducers",
    "more-clients T1",
    "consumeMessage -t T1",
    "consumeMessage -t T1 -g Reader -b broker-a -i 1 -o 0 -c 1",
    "consumeMessage -t T1 -b broker-a -i 0",
    "consumeMessage -t T1 -b broker-a -i 0 -o 99",
    "consumeMessage -t T1 -s {past} -e {future}",
    "consumeMessage -t T1 -b broker-a -i 1 -s {future} -e {future}",
    "consumeMessage -t T1 -b broker-a -i 99 -o 0",
    "consumeMessage -t Nothing",
    "queryMsgByOffset -t T1 -b broker-a -i 1 -o 0",
    "queryMsgByOffset -t T1 -b broker-a -i 1 -o 999",
    "queryMsgByOffset -t T1 -b broker-a -i 99 -o 0",
    "queryMsgByOffset -t T1 -b NoBroker -i 1 -o 0",
    "queryMsgByOffset -t Nothing -b broker-a -i 1 -o 0",
    "queryMsgByUniqueKey -t T1 -i {uniqueKey}",
    "queryMsgByUniqueKey -t T1 -i {uniqueKey} -a",
    "queryMsgByUniqueKey -t T1 -i {uniqueKey} -g OnlineGroup -d {clientId}",
    "queryMsgByUniqueKey -t T1 -i {uniqueKey} -g OnlineGroup -d nobody",
    "queryMsgByUniqueKey -t T1 -i {uniqueKey} -g Nobody -d nobody",
    "queryMsgByUniqueKey -t T1 -i 0A000001000018B4AAC20000000000FF",
    "queryMsgByUniqueKey -t Nothing -i {uniqueKey}",
    "queryMsgByKey -t T1 -k key1",
    "queryMsgByKey -t T2 -k key1",
    "queryMsgByKey -t T1 -k nothing",
    "queryMsgByKey -t Nothing -k key1",
    "printMsg -t T1",
    "printMsg -t T1 -c UTF-8 -s TagA -d true -b {past} -e {future}",
    "printMsg -t T1 -s TagB",
    "printMsg -t T1 -d false",
    "printMsg -t Nothing",
    "printMsgByQueue -t T1 -a broker-a -i 1 -p true -d true -f true",
    "printMsgByQueue -t T1 -a broker-a -i 1 -p true -d false -c UTF-8 -s TagA -b {past} -e {future}",
    "printMsgByQueue -t T1 -a broker-a -i 99 -p true",
    "printMsgByQueue -t T1 -a NoBroker -i 1 -p true",
    "printMsgByQueue -t Nothing -a broker-a -i 1 -p true",
    "queryCq -t T1 -q 1 -i 0 -c 10 -b {broker-a}",
    "queryCq -t T1 -q 1 -i 0",
    "queryCq -t T1 -q 1 -i 0 -c 10 -b {broker-a} -g OnlineGroup",
    "queryCq -t T1 -q 1 -i 0 -c 10 -b {broker-a} -g Nobody",
    "queryCq -t T1 -q 1 -i 99 -c 10 -b {broker-a}",
    "queryCq -t T1 -q 99 -i 0 -c 10 -b {broker-a}",
    "queryCq -t Nothing -q 0 -i 0 -c 10 -b {broker-a}"
  ),
  { args: "queryMsgTraceById -i {uniqueKey}", afterMs: 6_000 },
  ...plain("queryMsgTraceById -i {uniqueKey} -t RMQ_SYS_TRACE_TOPIC", "queryMsgTraceById -i {uniqueKey} -t Nothing", "queryMsgTraceById -i nothing"),
  { args: "queryMsgById -i {offsetMsgId}", only: "4.9.7" },
  { args: "queryMsgById -i {offsetMsgId} -g OnlineGroup -d {clientId}", only: "4.9.7" },
  { args: "queryMsgById -i {offsetMsgId} -g OnlineGroup -d nobody", only: "4.9.7" },
  { ...withReason("queryMsgById -i {noSuchOffsetMsgId}"), only: "4.9.7" },
  { args: "queryMsgById -i nonsense", only: "4.9.7" },
  ...of5(
    "queryMsgById -t T1 -i {offsetMsgId}",
    "queryMsgById -t T1 -i {offsetMsgId} -f UTF-8 -c {cluster}",
    "queryMsgById -t T1 -i {offsetMsgId} -g OnlineGroup -d {clientId}",
    "queryMsgById -t T1 -i {noSuchOffsetMsgId}",
    "queryMsgById -t Nothing -i {offsetMsgId}",
    "queryMsgByOffset -t T1 -b broker-a -i 1 -o 0 -f UTF-8",
    "queryMsgByKey -t T1 -k key1 -b {past} -e {future} -m 1 -c {cluster}",
    "queryMsgByKey -t T1 -k key1 -b {future} -e {future}",
    "queryMsgByUniqueKey -t T1 -i {uniqueKey} -c {cluster}",
    "queryMsgTraceById -i {uniqueKey} -b {past} -e {future} -c 10",
    "printMsg -t T1 -l T1"
  )
] as const satisfies readonly Asked[]

const progress = [
  // Consumers tell how far they are every five seconds, and brokers who is there every ten.
  { args: "consumerProgress", afterMs: 12_000 },
  ...plain(
    "topicStatus -t T1",
    "topicStatus -t T2",
    "topicStatus -t %RETRY%OnlineGroup",
    "topicStatus -t RMQ_SYS_TRACE_TOPIC",
    "consumerProgress -g OnlineGroup",
    "consumerProgress -g OnlineGroup -s true",
    "consumerProgress -g Nobody",
    "consumerProgress -g G1",
    "consumerStatus -g OnlineGroup",
    "consumerStatus -g OnlineGroup -i {clientId}",
    "consumerStatus -g OnlineGroup -i {clientId} -b {broker-a}",
    "consumerStatus -g OnlineGroup -i nobody",
    "consumerStatus -g Nobody",
    "consumerConnection -g OnlineGroup",
    "consumerConnection -g OnlineGroup -b {broker-b}",
    "consumerConnection -g Nobody",
    "consumerConnection -g OrderlyGroup",
    "consumerConnection -g BroadcastGroup",
    "consumerStatus -g OrderlyGroup",
    "consumerStatus -g BroadcastGroup -s",
    "consumerProgress -g OrderlyGroup",
    "consumerProgress -g BroadcastGroup",
    "producerConnection -g OnlineProducers -t T1",
    "producerConnection -g Nobody -t T1",
    "producerConnection -g OnlineProducers -t Nothing",
    "producer -b {broker-a}",
    `producer -b ${NOBODY}`,
    "statsAll",
    "statsAll -a",
    "statsAll -t T1",
    "statsAll -t Nothing",
    "brokerConsumeStats -b {broker-a}",
    "brokerConsumeStats -b {broker-a} -t 5000 -l 1 -o false",
    "brokerConsumeStats -b {broker-a} -o true",
    "brokerConsumeStats -b {broker-a} -l 1000",
    `brokerConsumeStats -b ${NOBODY} -t 1000`,
    "cloneGroupOffset -s OnlineGroup -d Clone1 -t T1 -o true",
    "cloneGroupOffset -s OnlineGroup -d Clone2 -t T1 -o false",
    "cloneGroupOffset -s Nobody -d Clone3 -t T1 -o true",
    "cloneGroupOffset -s OnlineGroup -d Clone4 -t Nothing -o true",
    "cloneGroupOffset -s OnlineGroup -d Clone5 -t %RETRY%OnlineGroup",
    "consumerProgress -g Clone1",
    "consumerProgress -g Clone2",
    "resetOffsetByTime -g OnlineGroup -t T1 -s now",
    "resetOffsetByTime -g OnlineGroup -t T1 -s currentTimeMillis -f false",
    "resetOffsetByTime -g OnlineGroup -t T1 -s {past}",
    "resetOffsetByTime -g OnlineGroup -t T1 -s -1 -c",
    "resetOffsetByTime -g OnlineGroup -t T1 -s nonsense",
    "resetOffsetByTime -g OnlineGroup -t Nothing -s now",
    "resetOffsetByTime -g Clone1 -t T1 -s {past}",
    "resetOffsetByTime -g Nobody -t T1 -s {past}",
    "skipAccumulatedMessage -g OnlineGroup -t T1 -f true",
    "skipAccumulatedMessage -g Clone1 -t T1 -f true",
    "skipAccumulatedMessage -g Nobody -t T1",
    "skipAccumulatedMessage -g OnlineGroup -t Nothing"
  ),
  ...of5(
    "consumerProgress -g OnlineGroup -t T1",
    "consumerProgress -g OnlineGroup -t T1 -c {cluster}",
    "consumerProgress -g OnlineGroup -t Nothing",
    "resetOffsetByTime -g Clone1 -t T1 -s -1 -b {broker-a} -q 1 -o 1",
    "resetOffsetByTime -g OnlineGroup -t T1 -s {past} -b {broker-a} -q 1 -o 1",
    "resetOffsetByTime -g Clone1 -t T1 -s -1 -b {broker-a} -q 99 -o 1",
    "resetOffsetByTime -g Clone1 -t T1 -s -1 -b {broker-a} -q 1 -o 999"
  )
]

const brokers = [
  ...plain("clusterList", "clusterList -m"),
  { args: "clusterList -i 1", runsMs: 3_000, differs: "how often it came to print until it was stopped" },
  { args: "clusterRT -a 2 -s 16 -c {cluster} -p true -m room -i 1", runsMs: 3_000, differs: "how often it came to print until it was stopped" },
  ...plain(
    "brokerStatus -b {broker-a}",
    "brokerStatus -c {cluster}",
    `brokerStatus -b ${NOBODY}`,
    "brokerStatus -c NoCluster",
    "getBrokerConfig -b {broker-a}",
    "getBrokerConfig -c {cluster}",
    "getBrokerConfig -c NoCluster",
    "updateBrokerConfig -b {broker-a} -k autoCreateTopicEnable -v true",
    "updateBrokerConfig -c {cluster} -k maxMessageSize -v 4194304",
    "updateBrokerConfig -b {broker-a} -k sendMessageThreadPoolNums -v 4",
    "updateBrokerConfig -b {broker-a} -k deleteWhen -v 05",
    "updateBrokerConfig -b {broker-a} -k fileReservedTime -v 48",
    "updateBrokerConfig -b {broker-a} -k flushDiskType -v SYNC_FLUSH",
    "updateBrokerConfig -b {broker-a} -k flushDiskType -v ASYNC_FLUSH",
    "updateBrokerConfig -b {broker-a} -k brokerPermission -v 6",
    "updateBrokerConfig -b {broker-a} -k noSuchKey -v 1",
    "updateBrokerConfig -b {broker-a} -k maxMessageSize -v many",
    "updateBrokerConfig -c NoCluster -k maxMessageSize -v 1",
    "cleanExpiredCQ -b {broker-a}",
    "cleanExpiredCQ -c {cluster}",
    "cleanExpiredCQ",
    "cleanExpiredCQ -c NoCluster",
    "cleanUnusedTopic -b {broker-a}",
    "cleanUnusedTopic -c {cluster}",
    "cleanUnusedTopic",
    "deleteExpiredCommitLog -b {broker-a}",
    "deleteExpiredCommitLog -c {cluster}",
    "deleteExpiredCommitLog -n {nameServer}",
    "wipeWritePerm -b broker-b",
    "topicRoute -t T1",
    "addWritePerm -b broker-b",
    "topicRoute -t T1",
    "wipeWritePerm -b NoBroker",
    "addWritePerm -b NoBroker",
    "updateKvConfig -s ns1 -k k1 -v v1",
    "deleteKvConfig -s ns1 -k k1",
    "deleteKvConfig -s ns1 -k k1",
    "getNamesrvConfig",
    "updateNamesrvConfig -k serverWorkerThreads -v 8",
    "updateNamesrvConfig -k noSuchKey -v 8",
    "updateNamesrvConfig -k configStorePath -v /nowhere",
    "exportMetadata -c {cluster} -f {dir}/export",
    "exportMetadata -c {cluster} -t -f {dir}/export",
    "exportMetadata -c {cluster} -g -f {dir}/export",
    "exportMetadata -b {broker-a} -t -s -f {dir}/export",
    "exportMetadata -b {broker-a} -g -s -f {dir}/export",
    "exportMetadata -b {broker-a} -f {dir}/export",
    "exportConfigs -c {cluster} -f {dir}/export",
    "exportConfigs -c NoCluster -f {dir}/export",
    "exportMetrics -c {cluster} -f {dir}/export",
    "files {dir}/export"
  ),
  ...of5("clusterList -c {cluster}", "clusterList -c NoCluster", "haStatus -b {broker-a}", "haStatus -c {cluster}", "updateBrokerConfig -b {broker-a} -a true -k maxMessageSize -v 4194304")
]

/** Where the tool chooses a queue: its rows say another one each time. */
const random = [
  ...plain("sendMessage -t T2 -p hello -b broker-a", "sendMessage -t T2 -p hello -i 0", "sendMessage -t AutoTopic -p hello", "sendMsgStatus -b NoBroker -c 1").map((asked) => ({ ...asked, differs: "the tool chooses a queue at random", lines: /SEND_OK/ })),
  { args: "queryMsgById -i {offsetMsgId} -s true -u unit", only: "4.9.7", differs: "the tool chooses a queue at random", lines: /SEND_OK/ },
  { args: "queryMsgById -t T1 -i {offsetMsgId} -s true -u unit", only: "5.5.0", differs: "the tool chooses a queue at random", lines: /SEND_OK/ }
] as const

const ends = plain(
  "deleteSubGroup -b {broker-a} -g Clone1 -r true",
  "consumerProgress -g Clone1",
  "deleteSubGroup -c {cluster} -g G2",
  "getConsumerConfig -g G2",
  "deleteSubGroup -b {broker-a} -g Nobody",
  "deleteSubGroup -c NoCluster -g G1",
  "deleteTopic -c {cluster} -t T1",
  "topicRoute -t T1",
  "topicStatus -t T1",
  "deleteTopic -c {cluster} -t Nothing",
  "deleteTopic -c NoCluster -t T2",
  "deleteTopic -t T2",
  "topicList"
)

/** A cluster of two masters. */
export const ofMasters: readonly Asked[] = [...topics, ...sends, ...groups, ...messages, ...progress, ...brokers, ...random, ...ends]

/** A master and its slave. */
export const ofMasterAndSlave: readonly Asked[] = [
  ...plain(
    "updateTopic -c {cluster} -t T1 -r 2 -w 2",
    "updateTopic -b {broker-a-slave} -t T2 -r 2 -w 2",
    "updateSubGroup -c {cluster} -g G1",
    "updateSubGroup -b {broker-a-slave} -g G2",
    "deleteSubGroup -b {broker-a-slave} -g G2",
    "sendMessage -t T1 -p hello -k key1 -c TagA -b broker-a -i 1"
  ),
  { args: "clusterList", afterMs: 12_000 },
  ...plain(
    "topicRoute -t T1",
    "topicStatus -t T1",
    "topicClusterList -t T1",
    "clients T1 OnlineGroup OnlineProducers",
    "consumerConnection -g OnlineGroup -b {broker-a-slave}",
    "consumerStatus -g OnlineGroup",
    "producer -b {broker-a-slave}",
    "queryMsgByKey -t T1 -k key1",
    "queryMsgByOffset -t T1 -b broker-a -i 1 -o 0"
  ),
  { args: "consumerProgress -g OnlineGroup", afterMs: 6_000 },
  ...plain(
    "clusterList -m",
    "brokerStatus -c {cluster}",
    "brokerStatus -b {broker-a-slave}",
    "getBrokerConfig -c {cluster}",
    "getBrokerConfig -b {broker-a-slave}",
    "updateBrokerConfig -b {broker-a-slave} -k brokerPermission -v 6",
    "updateBrokerConfig -c {cluster} -k maxMessageSize -v 4194304",
    "brokerConsumeStats -b {broker-a-slave}",
    "queryCq -t T1 -q 1 -i 0 -c 10 -b {broker-a-slave}",
    "cleanExpiredCQ -c {cluster}",
    "cleanUnusedTopic -c {cluster}",
    "statsAll -t T1",
    "exportMetadata -c {cluster} -f {dir}/export",
    "exportConfigs -c {cluster} -f {dir}/export",
    "exportMetrics -c {cluster} -f {dir}/export",
    "files {dir}/export",
    "wipeWritePerm -b broker-a",
    "topicRoute -t T1",
    "addWritePerm -b broker-a",
    "deleteTopic -c {cluster} -t T1",
    "deleteSubGroup -c {cluster} -g G1"
  ),
  ...of5("haStatus -b {broker-a}", "haStatus -b {broker-a-slave}", "haStatus -c {cluster}")
]
