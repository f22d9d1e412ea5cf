/**
 * Why what both print may differ: known, and meant.
 *
 * @module
 */

/** What differs wherever it is printed, and why. */
export const everywhere: readonly { readonly why: string; readonly lines: RegExp }[] = [
  { why: "a broker here tells figures of 5.x and some of its own besides", lines: /^(\S+ )?(ack|litePull)ThreadPoolQueue|^(\S+ )?(timer\w+|brokerActive|brokerRole|currentTimestamp|getTransferr?edTps) ?:/ },
  { why: "`compatibility=4.9` is 4.9.8, and 5.5.0's brokers do not tell their number", lines: /^(\S+ )?brokerVersion ?: \d+$/ },
  { why: "RocketMQ says −1 of the first message as long as its log is short", lines: /^(\S+ )?earliestMessageTimeStamp ?:/ },
  { why: "figures that go on by themselves (traces, retries, delays), and a slave here does not count what it copies", lines: /^(\S+ )?(commitLogMaxOffset|msg(Put|Get)TotalTodayNow|putMessage(SizeTotal|TimesTotal|AverageSize|FailedTimes)) ?:|^\{cluster\} broker-\w \d( \d+){4}$|^\{cluster\} broker-\w( \d+){4}$/ },
  { why: "messages of a day are counted at once, by RocketMQ 5.5.0 after minutes", lines: /^\S+ \S*( \S+)? ?\d+ \{n\}.* (\d+|NO_CONSUMER)$/ },
  { why: "topics that the broker writes itself are there from the start", lines: /(^| )(rmq_sys_\w+\{cluster\}|rmq_sys_wheel_timer|RMQ_SYS_(ROCKSDB_)?TRANS_(OP_)?HALF_TOPIC|rmq_sys_SYNC_BROKER_MEMBER_\S+)(?= |$)/ },
  { why: "that a group has consumed with a tool is known once the tool has sent a heartbeat, after a second", lines: /TOOLS_CONSUMER|"?(groupName":)?"Reader"/ },
  { why: "keys of its own, paths, ports, and what is set at the start", lines: /^[a-zA-Z]\w* =( |$)/ },
  { why: "a message is stored a byte shorter than by 5.5.0: nothing separates its last property from nothing", lines: /\b(storeSize|physicSize)=\d+/ },
  { why: "in which order the groups of a message are told, and how far they were just then", lines: /^MessageTrack / },
  { why: "clients of the tools themselves, as long as they are connected", lines: /CLIENT_INNER_PRODUCER/ },
  { why: "a name that no group or topic may have is refused, and said so", lines: /bad\/group|create subscription group to|illegal characters|longer than topic max length|UpdateSubGroupSubCommand command failed/ },
  { why: "a delayed message keeps no WAIT=true", lines: /REAL_TOPIC=T1/ },
  { why: "which of two brokers is named first in a route", lines: /^update topic perm from|^\{"result":/ },
  { why: "where to read on", lines: /^For more information, please visit the url/ }
]

/** Why the answers to these may differ. */
export const reasons: Readonly<Record<string, string>> = {
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
  "topicStatus -t RMQ_SYS_TRACE_TOPIC": "a trace goes to either broker",
  "queryCq -t T1 -q 1 -i 0": "the tool asks either broker",
  "queryMsgById -i {noSuchOffsetMsgId}": "the refusal does not name the offset",
  "files {dir}/export": "versions of tables, counts, and groups that consumed for less than a second"
}
