/**
 * What is asked of both, in this order: mqadmin's commands with every option that `mqadmin help` names, and with what is wrong: topics,
 * groups and brokers that do not exist, values that are none.
 *
 * @module
 */
import { groups, messages, sends, topics } from "./asked-of-messages.ts"
import { type Asked, NOBODY, of5, plain } from "./asking.ts"

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
