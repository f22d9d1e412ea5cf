/**
 * `rocketproof/testkit`: a RocketMQ cluster in an integration test.
 *
 * @module
 */
export type { Acked } from "./acks.ts"
export { type Cluster, type NodeNow, type SendOptions, startCluster, type StartOptions, type UntilOptions } from "./cluster.ts"
export type { SentTo } from "./client.ts"
export { eventLines, type NodeEvents } from "./last-events.ts"
export type { TopicMessage } from "./messages.ts"
