/**
 * Which properties are checked in which model of POP.
 *
 * @module
 */
import { type PopBounds, popBounds, popOptionsOf } from "../../models/pop/models.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import type { PopModel } from "../../models/world/pop-bounds.ts"
import { popModel } from "../../models/world/pop.ts"
import { ackedStaysAcked, ackForgotten, bothConsumed, comesAgain, consumed, consumedElsewhere, dead, deadAfterLast, handedAgain, handedEarly, handedOnce, invisibleForItsTime, keptInOrder, nothingLost, type PopDeclared, revivedOnce } from "./pop.ts"

export interface PopSuite {
  readonly bounds: PopBounds
  readonly properties: readonly PopDeclared[]
}

/** What holds whatever happens, short of a log that loses its end. */
const always = [invisibleForItsTime, handedOnce, ackedStaysAcked, nothingLost, deadAfterLast, revivedOnce] as const

/** The same of what is popped in order: it comes again in its own queue, and never dies. */
const inOrder = [keptInOrder, invisibleForItsTime, ackedStaysAcked, nothingLost] as const

const of: { readonly [topic: string]: readonly PopDeclared[] } = {
  "multi-master/redelivery": [...always, comesAgain, consumed, handedAgain, dead],
  "multi-master/more-time": [...always, comesAgain, consumed, handedAgain],
  "multi-master/many": [...always, comesAgain, consumed, handedAgain],
  "multi-master/in-order": [...inOrder, comesAgain, consumed, handedAgain, bothConsumed],
  "multi-master/in-order-restart": [...inOrder, comesAgain, consumed, handedAgain],
  "multi-master/in-order-more-time": [...inOrder, comesAgain, consumed, handedAgain],
  "sync-double-write/in-order-failover": [...inOrder, handedAgain, consumedElsewhere],
  "multi-master/async-flush": [nothingLost, deadAfterLast, revivedOnce, consumed, handedEarly, ackForgotten],
  "sync-double-write/failover": [...always, handedAgain, consumedElsewhere],
  "dledger/failover": [...always, handedAgain, consumedElsewhere]
}

export const popSuites: readonly PopSuite[] = popBounds.map((bounds) => ({ bounds, properties: of[`${bounds.mode}/${bounds.topic}`] ?? [] }))

export const popModelOf = ({ bounds, properties }: PopSuite, machine?: BrokerMachine): PopModel => popModel({ ...popOptionsOf(bounds, machine), properties })
