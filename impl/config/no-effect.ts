/**
 * Why a key of RocketMQ has no effect here: the first of these whose pattern fits the key.
 *
 * @module
 */

interface Reason {
  readonly why: string
  readonly keys: RegExp
}

const reasons: readonly Reason[] = [
  { why: "there is no access control: whoever reaches the port may do everything", keys: /^(acl|auth(entication|orization|Config)|migrateAuth|innerClientAuth|initAuth|stateful(Auth)|userCache|clusterName$|configName$)/i },
  { why: "there is no TLS", keys: /tls|^useTLS$/i },
  { why: "of when files go there is what fileReservedTime, deleteWhen, diskMaxUsedSpaceRatio and cleanFileForciblyEnable say", keys: /^(redelete|destroyMaped|clean(File|Resource)|delete(CommitLog|ConsumeQueue|File)|maxBatchDelete|disk|logicalDisk|enableCleanExpired|correctLogicMinOffset)/ },
  { why: "topics, groups and offsets are saved when they change", keys: /^flush(ConsumerOffset|DelayOffset)|^persistConsumerOffset|OffsetUpdateVersionStep/ },
  { why: "one thread does all of it", keys: /thread(s|num|pool|core|max)?|PoolQueueCapacity|PoolSize|ReputServiceQueueCapacity|ExecutorThread|concurrently|Concurrency|lock(Retreat|Collision)|spinLock|useReentrantLock|useABSLock|topicQueueLockNum|debugLock|waitTimeMillsIn|^brokerFastFailure|QueueCapacity|SelectorThreads|osPageCacheBusy|asyncSendEnable|^append(Ack|Ck)Async|maxAsyncPut|putMsgIndexHight|^maxClientEventCount|EventLoop|enableFastChannelEvent/i },
  { why: "files are written and read directly, not mapped into memory", keys: /mapped|mapedfile|mmap|swap|warm|transientStorePool|Pages|ThoroughInterval|commit(IntervalCommitLog|CommitLog)|wake(Commit|Flush)|sharedByteBuffer|transferMsgByHeap|BufferInStorePool|useDirect|putConsumeQueueDataByFileChannel|readAhead|mapperFileSize|flush(CommitLogTimed|ConsumeQueue|IntervalConsumeQueue|DelayOffset|ConsumerOffset)|runningFlags|InMemoryHotRatio|InMemoryMaxRatio|maxTransfer|readUnCommitted|travelCq/i },
  { why: "POP keeps what it handed out in one way", keys: /pop|revive|^ackMessage|defaultMessageRequestMode|lockInStrictMode|RetryTopicV2|useSeparateRetryQueue|retrieveMessageFromPop|priorityOrderAsc|skipWhenCK|useMessageFilterForNotification|maxMessageFilterNumForNotification/i },
  { why: "timer messages wait in the log and in memory, not in a wheel of files", keys: /^timer|timer(Log|Cq)|recallMessage|allowRecall|appendTopicForTimer|maxDelayTime|RollWindow/i },
  { why: "RocksDB is not used", keys: /rocksdb|memTable|bottomMost|combine|DoubleWrite|configManagerVersion/i },
  { why: "there is no tiered storage", keys: /^(tiered|objectStore|recordGetMessageResult|commitLogRolling)/ },
  { why: "lite topics and multiplexed queues do not exist here", keys: /lmq|lite(?!Pull)|minLiteTTl|multiDispatch|offsetMapSize|^enableLite/i },
  { why: "topics are not compacted", keys: /compaction/i },
  { why: "there is no cold data control", keys: /cold/i },
  { why: "there is no controller and no broker container: roles are fixed, or DLedger's", keys: /controller|^elect|SyncStateSet|allAckInSync|brokerElection|brokerHeartbeat|sendHeartbeatTimeout|brokerNotActive|inBrokerContainer|EpochFile|BrokerIdentity|asyncLearner|syncFromLastFile|notifyBrokerRole|notifyMinBroker|InactiveMaster|supportActingMaster|skipPreOnline|syncBroker|syncMasterFlush|processReadEvent|cleanOfflineBroker|isNotActive|loadBalancePoll|metadataPeriod/i },
  { why: "of metrics there is what metricsExporterType=PROM tells, and what mqadmin asks for", keys: /metric|commercial|accountStats|StatsEnable|DetailStat|statsIdle|UnusedStats|ScheduleMessageStats|sample(Count|Steps)|printChannelGroups|isolateLog|estimateAccumulation/i },
  { why: "sockets are Node's, with its own buffers and limits", keys: /^(server|client)(Socket|Channel|Async|Oneway|Pooled|Callback|Close|Worker|Netty)|WaterMark|useEpoll|connectTimeout|channelNotActive|socksProxy|disableCallback|disableNetty|enableReconnect|maxReconnect|scanAvailableNameSrv|^shutdownWait|enableShutdown|NetWorkFlowControl/i },
  { why: "the copy to slaves has its own pace", keys: /haTransfer|haFlowControl|maxHaTransfer|haMaxTime|haMaxGap|maxSlaveResend|offsetCheckInSlave|EnableAutoInSync|minInSync|totalReplicas|duplicationEnable|ReadOnlyCommitLog|replicasPerDisk|preferredLeader|enableBatchPush|DLedgerCommitLog/i },
  { why: "the index of keys is always kept", keys: /index/i },
  { why: "a start checks what RocketMQ's does, CRCs included", keys: /recover|checkCRC|checkCommitLogOffset|PropCRC|checksum|recheckReput|RepeatedlyBuild/i },
  { why: "NameServers are given by their addresses", keys: /fetchN|updateNameServerAddr|addressServer|DnsLookup|compatibleWithOldNameSrv|compressedRegister|forceRegister|registerBrokerTimeout|splitRegistration|splitMetadata|singleTopicRegister|productEnvName|clusterTest|unRegisterBroker/i },
  { why: "filtering needs no preparation", keys: /bitMap|bloom|filterData|expectConsumerNum|filterServer|filterSupportRetry|maxFilterMessage|ConsumeQueueExt/i },
  { why: "it is always so here", keys: /^(autoCreateSubscriptionGroup|traceTopicEnable|traceOn|longPollingEnable|brokerTopicEnable|clusterTopicEnable|notifyConsumerIdsChangedEnable|storeReplyMessageEnable|enableRegisterProducer|enableTopicList|enableAllTopicList|useServerSideResetOffset|validateSystemTopicWhenUpdateTopic|enableCreateSysGroup)$/ },
  { why: "what is set over the network is kept until the end of the process", keys: /^(configStorePath|brokerConfigPath)$/ },
  { why: "no file says which class or program to run", keys: /plugIn|Class(Name)?$|ServiceProvider|configBlackList|storeType/i }
]

const OTHERWISE = "there is no such choice here"

/** A few words that go on with "…: ". */
export const whyNoEffect = (key: string): string => reasons.find(({ keys }) => keys.test(key))?.why ?? OTHERWISE
