import type { Replication } from "../broker/replication.ts"
import { channelClosed } from "./rules/channel-closed.ts"
import { checkClientConfig } from "./rules/check-client-config.ts"
import { clientExpired } from "./rules/client-expired.ts"
import { consumerSendMsgBack } from "./rules/consumer-send-msg-back.ts"
import { deleteSubscriptionGroup } from "./rules/delete-subscription-group.ts"
import { deleteTopic } from "./rules/delete-topic.ts"
import { getConsumerListByGroup } from "./rules/get-consumer-list-by-group.ts"
import { getEarliestStoreTime } from "./rules/get-earliest-store-time.ts"
import { getMaxOffset } from "./rules/get-max-offset.ts"
import { getMinOffset } from "./rules/get-min-offset.ts"
import { heartbeat } from "./rules/heartbeat.ts"
import { holdTimeout } from "./rules/hold-timeout.ts"
import { lockBatchMQ } from "./rules/lock-batch-mq.ts"
import { lockExpired } from "./rules/lock-expired.ts"
import { pullMessage } from "./rules/pull-message.ts"
import { keyRead } from "./rules/key-read.ts"
import { queryMessage } from "./rules/query-message.ts"
import { queryConsumerOffset } from "./rules/query-consumer-offset.ts"
import { offsetsFound } from "./rules/offsets-found.ts"
import { queueRead } from "./rules/queue-read.ts"
import { resetOffset } from "./rules/reset-offset.ts"
import { searchOffset } from "./rules/search-offset.ts"
import { sendMessage } from "./rules/send-message.ts"
import { unlockBatchMQ } from "./rules/unlock-batch-mq.ts"
import { unregisterClient } from "./rules/unregister-client.ts"
import { updateAndCreateSubscriptionGroup } from "./rules/update-and-create-subscription-group.ts"
import { updateAndCreateTopic } from "./rules/update-and-create-topic.ts"
import { updateBrokerConfig } from "./rules/update-broker-config.ts"
import { updateConsumerOffset } from "./rules/update-consumer-offset.ts"
import { viewMessage } from "./rules/view-message.ts"

/** What a broker does for its clients, whatever replicates its log. */
export const servingRules = (replication: Replication) => ({
  SendMessage: sendMessage(replication),
  ConsumerSendMsgBack: consumerSendMsgBack(replication),
  CheckClientConfig: checkClientConfig,
  PullMessage: pullMessage(replication),
  QueueRead: queueRead,
  HoldTimeout: holdTimeout,
  GetMaxOffset: getMaxOffset(replication),
  GetMinOffset: getMinOffset,
  SearchOffset: searchOffset,
  GetEarliestStoreTime: getEarliestStoreTime,
  ViewMessage: viewMessage(replication),
  QueryMessage: queryMessage,
  KeyRead: keyRead,
  QueryConsumerOffset: queryConsumerOffset,
  UpdateConsumerOffset: updateConsumerOffset(replication),
  ResetOffset: resetOffset(replication),
  OffsetsFound: offsetsFound(replication),
  Heartbeat: heartbeat(replication),
  UnregisterClient: unregisterClient,
  ChannelClosed: channelClosed,
  ClientExpired: clientExpired,
  GetConsumerListByGroup: getConsumerListByGroup,
  LockBatchMQ: lockBatchMQ(replication),
  UnlockBatchMQ: unlockBatchMQ,
  LockExpired: lockExpired,
  UpdateAndCreateTopic: updateAndCreateTopic(replication),
  DeleteTopic: deleteTopic(replication),
  UpdateBrokerConfig: updateBrokerConfig(replication),
  UpdateAndCreateSubscriptionGroup: updateAndCreateSubscriptionGroup(replication),
  DeleteSubscriptionGroup: deleteSubscriptionGroup(replication)
})
