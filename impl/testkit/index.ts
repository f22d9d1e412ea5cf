/**
 * `rocketproof/testkit`: a RocketMQ cluster in an integration test.
 *
 * @module
 */
export type { Acked } from "./acks.ts"
export type { BadNetwork, Cluster, NodeNow, SendOptions, StartOptions, UntilOptions } from "./api.ts"
export { startCluster } from "./cluster.ts"
export type { SentTo } from "./client.ts"
export { eventLines, type NodeEvents } from "./last-events.ts"
export type { TopicMessage } from "./messages.ts"
