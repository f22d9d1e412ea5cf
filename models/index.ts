/**
 * The worlds: nodes with disks, a network and faults around the machines of `spec`, and the bounds within which they are
 * explored. The engine is `rocketproof/engine`.
 *
 * @module
 */
export { type Bounds, bounds, boundsOf, nameOf, optionsOf } from "./dledger/models.ts"
export { type ServiceBounds, serviceBounds, serviceNameOf, serviceOptionsOf } from "./dledger/service-models.ts"
export { type Action, type GroupModel, groupModel, type GroupOptions, type GroupProperty, historyOf, type Local, nodeAt, type World } from "./world/group.ts"
export { allEntries, type Disk, type Entry, entryAt } from "./world/disk.ts"
export type { Fault, Faults } from "./world/faults.ts"
export type { Ack, Commit, Ghost, History } from "./world/history.ts"
export type { BrokerMachine, Node, Packet } from "./world/node.ts"
export { type Layout, type ServiceLocal, serviceModel, type ServiceOptions, type ServiceProperty } from "./world/service.ts"
