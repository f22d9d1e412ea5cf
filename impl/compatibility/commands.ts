/**
 * Every command of mqadmin 4.9.7 and 5.5.0, with arguments that make sense on a cluster of two masters, and what its output
 * says if it worked. In this order: earlier ones make what later ones ask about.
 *
 * @module
 */

export interface AdminCommand {
  /** The command and its arguments. `{…}` stands for a value of the run: `Placeholders`. */
  readonly args: string
  /** What it prints if it worked. */
  readonly expect: RegExp
  /** The subject does not exist here: the request is refused, and the answer names it. */
  readonly refused?: true
  /** It runs until it is stopped: how long it is left to, in milliseconds. */
  readonly runsMs?: number
  /** Sets up what the next ones ask about; not a row of the table. */
  readonly setup?: true
  /** The only version that has it. */
  readonly only?: "4.9.7" | "5.5.0"
  readonly note?: string
}

/** What stands in braces: the topic, a master's address and name, and what earlier commands printed. */
export type Placeholders = Readonly<Record<"broker" | "brokerName" | "cluster" | "nameServer" | "port" | "dir" | "uniqueKey" | "offsetMsgId" | "clientId", string>>

/** The request is named: its code by RocketMQ's own text, its name besides. */
const notSupported = (name: string): RegExp => new RegExp(`request type \\d+ not supported \\(${name}\\)`)

/** The tool tells no more of the refusal. */
const SWALLOWED = /{brokerName}\]?\s+error/

const NOTHING_EXPIRES = "a cluster keeps everything; a broker of its own lets go of files whose time is up"
const PRINTED_NOTHING = /^\s*$/
const topic = "AdminTopic"
const group = "AdminGroup"
/** Of clients that stay for the run. */
const online = "OnlineGroup"

export const commands: readonly AdminCommand[] = [
  { args: `updateTopic -b {broker} -t ${topic} -r 4 -w 4`, expect: /create topic to .* success/ },
  { args: `updateTopic -b {broker} -t ${topic} -r 4 -w 4 -a +message.type=NORMAL`, expect: /create topic to .* success/, only: "5.5.0" },
  // Where a group has been to a broker that the topic is not on, cloneGroupOffset asks the NameServer for what only a broker does, and fails.
  { args: `updateTopic -c {cluster} -t ${topic} -r 4 -w 4`, expect: /create topic to .* success/, setup: true },
  { args: `updateSubGroup -b {broker} -g ${group}`, expect: /create subscription group to .* success/ },
  { args: `sendMessage -t ${topic} -p hello -k key1 -c TagA -b {brokerName} -i 1 -m true`, expect: /SEND_OK/ },
  { args: `sendMessage -t ${topic} -p hello -k key2 -c TagB -b {brokerName} -i 0`, expect: /SEND_OK/, setup: true },
  { args: `consumeMessage -t ${topic} -g ${group} -b {brokerName} -i 1 -o 0 -c 1`, expect: /BODY: hello/ },
  { args: `clients ${topic} ${online} OnlineProducers`, expect: /SEND_OK[\s\S]*client /, setup: true },
  { args: `queryMsgByOffset -t ${topic} -b {brokerName} -i 1 -o 0`, expect: /OffsetID:\s+\w{32}/ },
  { args: `queryMsgByUniqueKey -t ${topic} -i {uniqueKey}`, expect: /Topic:\s+AdminTopic/ },
  { args: "clusterList", expect: /{brokerName}\s+0\s+{broker}\s/ },
  { args: "clusterList -m", expect: /{brokerName}/ },
  { args: "clusterRT -a 2 -i 1", expect: /{cluster}\s+{brokerName}\s+[\d.]+\s+2\s+0/, runsMs: 4_000 },
  { args: "brokerStatus -b {broker}", expect: /msgPutTotalTodayNow\s*: [1-9]/ },
  { args: "topicList", expect: new RegExp(topic) },
  { args: "topicList -c", expect: new RegExp(`{cluster}\\s+${topic}`), setup: true },
  { args: `topicRoute -t ${topic}`, expect: /"brokerAddrs"[\s\S]*{broker}/ },
  { args: `topicStatus -t ${topic}`, expect: /{brokerName}\s+1\s+0\s+[12]\s+20\d\d-/ },
  { args: `topicClusterList -t ${topic}`, expect: /{cluster}/ },
  { args: `updateTopicPerm -b {broker} -t ${topic} -p 4`, expect: /update topic perm from 6 to 4 in .* success/ },
  { args: `updateTopicPerm -b {broker} -t ${topic} -p 6`, expect: /update topic perm from 4 to 6 in .* success/, setup: true },
  { args: `setConsumeMode -b {broker} -t ${topic} -g ${group} -m PULL`, expect: /success/, only: "5.5.0" },
  { args: `allocateMQ -t ${topic} -i 10.0.0.1,10.0.0.2`, expect: /"10\.0\.0\.1":\[\{"brokerName":"{brokerName}"/ },
  { args: `statsAll -t ${topic}`, expect: new RegExp(`${topic}\\s+${online}\\s+\\d+\\s+[\\d.]+\\s+[\\d.]+\\s+[1-9]`) },
  { args: `consumerProgress -g ${online}`, expect: /{brokerName}\s+1\s+[12]\s+\d\s[\s\S]*Diff Total: \d/ },
  { args: "consumerProgress", expect: new RegExp(online), setup: true },
  { args: `consumerStatus -g ${online}`, expect: /{clientId}[\s\S]*Rebalance OK/ },
  { args: `consumerConnection -g ${online}`, expect: /{clientId}/ },
  { args: `producerConnection -g OnlineProducers -t ${topic}`, expect: /{clientId}/ },
  { args: "producer -b {broker}", expect: /{clientId}/ },
  // Before anything is reset: it shows what a group has consumed.
  { args: "brokerConsumeStats -b {broker}", expect: new RegExp(`${topic}\\s+${online}`) },
  { args: `cloneGroupOffset -s ${online} -d CloneGroup -t ${topic} -o false`, expect: /clone group offset success/i },
  { args: `resetOffsetByTime -g ${online} -t ${topic} -s 0`, expect: /{brokerName}\s+1\s+0\s/ },
  { args: `skipAccumulatedMessage -g ${online} -t ${topic}`, expect: /{brokerName}\s+1\s+[1-9]\d*\s/ },
  { args: "queryMsgById -i {offsetMsgId}", expect: /OffsetID:\s+{offsetMsgId}/, only: "4.9.7" },
  { args: `queryMsgById -i {offsetMsgId} -t ${topic}`, expect: /OffsetID:\s+{offsetMsgId}/, only: "5.5.0" },
  { args: `queryMsgByKey -t ${topic} -k key1`, expect: /{uniqueKey}/ },
  { args: "queryMsgTraceById -i {uniqueKey}", expect: /#Type[\s\S]*Pub/ },
  { args: `printMsg -t ${topic}`, expect: /MSGID: {uniqueKey}/ },
  { args: `printMsgByQueue -t ${topic} -a {brokerName} -i 1 -p true -d true`, expect: /MSGID: {uniqueKey}/ },
  { args: "sendMsgStatus -b {brokerName} -c 3", expect: /SEND_OK/ },
  { args: `checkMsgSendRT -t ${topic} -a 3 -s 64`, expect: /Avg RT: [\d.]+/ },
  { args: "startMonitoring", expect: PRINTED_NOTHING, runsMs: 3_000 },
  { args: "wipeWritePerm -b {brokerName}", expect: /wipe write perm of broker\[{brokerName}\] in name server\[.*\] OK, \d+/ },
  { args: "addWritePerm -b {brokerName}", expect: /add write perm of broker\[{brokerName}\] in name server\[.*\] OK, \d+/ },
  { args: "updateKvConfig -s ns1 -k k1 -v v1", expect: /create or update kv config to namespace success/ },
  { args: "deleteKvConfig -s ns1 -k k1", expect: /delete kv config from namespace success/ },
  { args: `updateOrderConf -t ${topic} -v {brokerName}:4 -m put`, expect: /update orderConf success/ },
  { args: `updateOrderConf -t ${topic} -m get`, expect: /{brokerName}:4/, setup: true },
  { args: `updateOrderConf -t ${topic} -m delete`, expect: /delete orderConf success/, setup: true },
  { args: "getNamesrvConfig", expect: /listenPort\s+=\s+{port}/ },
  { args: "updateNamesrvConfig -k serverWorkerThreads -v 8", expect: /update name server config success/ },
  { args: "getBrokerConfig -b {broker}", expect: /brokerName\s+=\s+{brokerName}/ },
  { args: "updateBrokerConfig -b {broker} -k autoCreateTopicEnable -v false", expect: /update broker config success/ },
  { args: "updateBrokerConfig -b {broker} -k autoCreateTopicEnable -v true", expect: /update broker config success/, setup: true },
  { args: "updateBrokerConfig -b {broker} -k rocketmqHome -v /tmp", expect: /Can not update config in black list. rocketmqHome: it moves files/, setup: true },
  { args: "cleanExpiredCQ -b {broker}", expect: /^success/m, note: NOTHING_EXPIRES },
  { args: "deleteExpiredCommitLog -b {broker}", expect: /^success/m, note: NOTHING_EXPIRES },
  { args: "cleanUnusedTopic -b {broker}", expect: /^success/m, note: "a deleted topic's queues stay, so that no offset is given twice" },
  { args: `queryCq -t ${topic} -q 1 -i 0 -c 10 -b {broker}`, expect: /max: \d+, min: 0/ },
  { args: `getConsumerConfig -g ${group}`, expect: new RegExp(`groupName[^\\n]*${group}`) },
  { args: "exportMetadata -c {cluster} -f {dir}/export", expect: /export .*metadata.json success/ },
  { args: "exportConfigs -c {cluster} -f {dir}/export", expect: /export .*configs.json success/ },
  { args: "exportMetrics -c {cluster} -f {dir}/export", expect: /export .*metrics.json success/ },
  { args: "updateAclConfig -b {broker} -a accesskey -s secretkey1", expect: notSupported("UPDATE_AND_CREATE_ACL_CONFIG"), refused: true, only: "4.9.7" },
  { args: "deleteAclConfig -b {broker} -a accesskey", expect: notSupported("DELETE_ACL_CONFIG"), refused: true, only: "4.9.7" },
  { args: "clusterAclConfigVersion -b {broker}", expect: notSupported("GET_BROKER_CLUSTER_ACL_INFO"), refused: true, only: "4.9.7" },
  { args: "updateGlobalWhiteAddr -b {broker} -g 10.0.0.1", expect: notSupported("UPDATE_GLOBAL_WHITE_ADDRS_CONFIG"), refused: true, only: "4.9.7" },
  { args: "getAclConfig -b {broker}", expect: notSupported("GET_BROKER_CLUSTER_ACL_CONFIG"), refused: true, only: "4.9.7" },
  { args: "updateTopicList -b {broker} -f {dir}/topics.json", expect: /submit batch of topic config to .* success/, only: "5.5.0" },
  { args: "updateSubGroupList -b {broker} -f {dir}/groups.json", expect: /submit batch of group config to .* success/, only: "5.5.0" },
  { args: "haStatus -b {broker}", expect: /#MasterAddr\s+{broker}/, only: "5.5.0" },
  { args: "resetMasterFlushOffset -b {broker} -o 0", expect: notSupported("RESET_MASTER_FLUSH_OFFSET"), refused: true, only: "5.5.0" },
  { args: "addBroker -c {broker} -b /tmp/b.conf", expect: notSupported("ADD_BROKER"), refused: true, only: "5.5.0" },
  { args: "removeBroker -c {broker} -b {cluster}:{brokerName}:0", expect: notSupported("REMOVE_BROKER"), refused: true, only: "5.5.0" },
  { args: "getSyncStateSet -a {broker} -b {brokerName}", expect: notSupported("CONTROLLER_\\w+"), refused: true, only: "5.5.0" },
  { args: "getBrokerEpoch -b {brokerName}", expect: notSupported("GET_BROKER_EPOCH_CACHE"), refused: true, only: "5.5.0" },
  { args: "getControllerMetaData -a {broker}", expect: notSupported("CONTROLLER_GET_METADATA_INFO"), refused: true, only: "5.5.0" },
  { args: "getControllerConfig -a {broker}", expect: notSupported("GET_CONTROLLER_CONFIG"), refused: true, only: "5.5.0" },
  { args: "updateControllerConfig -a {broker} -k a -v b", expect: notSupported("UPDATE_CONTROLLER_CONFIG"), refused: true, only: "5.5.0" },
  { args: "electMaster -a {broker} -b 1 -bn {brokerName} -c {cluster}", expect: notSupported("CONTROLLER_\\w+"), refused: true, only: "5.5.0" },
  { args: "cleanBrokerMetadata -a {broker} -b 1 -bn {brokerName} -c {cluster}", expect: notSupported("(CONTROLLER|CLEAN)_\\w+"), refused: true, only: "5.5.0" },
  { args: "getColdDataFlowCtrInfo -b {broker}", expect: notSupported("GET_COLD_DATA_FLOW_CTR_INFO"), refused: true, only: "5.5.0" },
  { args: `updateColdDataFlowCtrGroupConfig -b {broker} -g ${group} -v 1`, expect: notSupported("UPDATE_COLD_DATA_FLOW_CTR_CONFIG"), refused: true, only: "5.5.0" },
  { args: `removeColdDataFlowCtrGroupConfig -b {broker} -g ${group}`, expect: notSupported("REMOVE_COLD_DATA_FLOW_CTR_CONFIG"), refused: true, only: "5.5.0" },
  { args: "setCommitLogReadAheadMode -b {broker} -m 0", expect: notSupported("SET_COMMITLOG_READ_MODE"), refused: true, only: "5.5.0" },
  { args: "createUser -b {broker} -u u -p p", expect: notSupported("AUTH_CREATE_USER"), refused: true, only: "5.5.0" },
  { args: "updateUser -b {broker} -u u -p p", expect: notSupported("AUTH_(UPDATE|GET)_USER"), refused: true, only: "5.5.0" },
  { args: "deleteUser -b {broker} -u u", expect: notSupported("AUTH_DELETE_USER"), refused: true, only: "5.5.0" },
  { args: "getUser -b {broker} -u u", expect: notSupported("AUTH_GET_USER"), refused: true, only: "5.5.0" },
  { args: "listUser -b {broker}", expect: notSupported("AUTH_LIST_USER"), refused: true, only: "5.5.0" },
  { args: "copyUser -f {broker} -t {broker} -u u", expect: notSupported("AUTH_\\w+_USER"), refused: true, only: "5.5.0" },
  { args: "createAcl -b {broker} -s User:u -r Topic:* -a PUB -d ALLOW", expect: notSupported("AUTH_CREATE_ACL"), refused: true, only: "5.5.0" },
  { args: "updateAcl -b {broker} -s User:u -r Topic:* -a PUB -d ALLOW", expect: notSupported("AUTH_UPDATE_ACL"), refused: true, only: "5.5.0" },
  { args: "deleteAcl -b {broker} -s User:u", expect: notSupported("AUTH_DELETE_ACL"), refused: true, only: "5.5.0" },
  { args: "getAcl -b {broker} -s User:u", expect: notSupported("AUTH_GET_ACL"), refused: true, only: "5.5.0" },
  { args: "listAcl -b {broker}", expect: notSupported("AUTH_LIST_ACL"), refused: true, only: "5.5.0" },
  { args: "copyAcl -f {broker} -t {broker} -s User:u", expect: notSupported("AUTH_\\w+_ACL"), refused: true, only: "5.5.0" },
  { args: "updateStaticTopic -t StaticTopic -qn 4 -b {brokerName}", expect: notSupported("\\w+"), refused: true, only: "5.5.0" },
  { args: "remappingStaticTopic -t StaticTopic -b {brokerName}", expect: /No topic route to do the remapping/, refused: true, only: "5.5.0", note: "there is no static topic to remap, and the tool does not even ask" },
  { args: "exportPopRecord -b {broker} -d true", expect: /Export broker records, brokerName={brokerName}, brokerAddr={broker}/, only: "5.5.0", note: "records of POP are kept in the form that it exports to, already" },
  { args: "rocksDBConfigToJson -b {broker}", expect: notSupported("EXPORT_ROCKSDB_CONFIG_TO_JSON"), refused: true, only: "5.5.0" },
  { args: `checkRocksdbCqWriteProgress -c {cluster} -n {nameServer} -t ${topic}`, expect: notSupported("CHECK_ROCKSDB_CQ_WRITE_PROGRESS"), refused: true, only: "5.5.0" },
  { args: "switchTimerEngine -b {broker} -e F", expect: notSupported("SWITCH_TIMER_ENGINE"), refused: true, only: "5.5.0" },
  { args: "getBrokerLiteInfo -b {broker}", expect: notSupported("GET_BROKER_LITE_INFO"), refused: true, only: "5.5.0" },
  { args: `getParentTopicInfo -p ${topic}`, expect: SWALLOWED, refused: true, only: "5.5.0", note: "the tool tells no more than that there was an error" },
  { args: `getLiteTopicInfo -p ${topic} -l l`, expect: SWALLOWED, refused: true, only: "5.5.0", note: "the tool tells no more than that there was an error" },
  { args: `getLiteClientInfo -p ${topic} -g ${group} -c c`, expect: SWALLOWED, refused: true, only: "5.5.0", note: "the tool tells no more than that there was an error" },
  { args: `getLiteGroupInfo -p ${topic} -g ${group}`, expect: SWALLOWED, refused: true, only: "5.5.0", note: "the tool tells no more than that there was an error" },
  { args: `triggerLiteDispatch -p ${topic} -g ${group}`, expect: SWALLOWED, refused: true, only: "5.5.0", note: "the tool tells no more than that there was an error" },
  { args: "exportMetadataInRocksDB -p {dir} -t topics", expect: /RocksDB load error/, only: "5.5.0", note: "reads local files, asks no server" },
  { args: "dumpCompactionLog -f {dir}/none", expect: /./, only: "5.5.0", note: "reads local files, asks no server" },
  { args: `deleteSubGroup -b {broker} -g ${group}`, expect: /delete subscription group .* success/ },
  { args: `deleteTopic -c {cluster} -t ${topic}`, expect: /delete topic \[AdminTopic\] from cluster .* success[\s\S]*from NameServer success/ }
]
