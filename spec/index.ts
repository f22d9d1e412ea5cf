/**
 * The rules: what a broker, a NameServer and their clients do with one event. Pure; no clock, no socket, no disk.
 *
 * @module
 */
export { type Case, chain, type Machine, type Rule, type Rules, rulesFor, type Step, step, type Tagged, verdictOf } from "./machine.ts"
export { Journal, Performer, program, type Running } from "./program.ts"
export { Config, defaults, Span, timers, Timing } from "./broker/config.ts"
export { BrokerEvent, type EventOf, type TimerEvent } from "./broker/events.ts"
export { BrokerOutput, type OutputOf } from "./broker/outputs.ts"
export { Broker } from "./broker/state.ts"
export { dledger } from "./modes/dledger.ts"
export { dledgerReleased } from "./modes/dledger-released.ts"
export { DLedgerEvent } from "./dledger/events.ts"
export { DLedgerOutput } from "./dledger/outputs.ts"
export { NameServerConfig, nameServerDefaults } from "./name-server/config.ts"
export { nameServer } from "./name-server/index.ts"
export * as Log from "./log/log.ts"
export * from "./vocabulary.ts"
