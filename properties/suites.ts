/**
 * Everything that `check` explores: a model, what is promised in it, and how its traces are told.
 *
 * @module
 */
import { type Bounds, nameOf } from "../models/dledger/models.ts"
import { releasedNameOf } from "../models/dledger-released/models.ts"
import { type ServiceBounds, serviceBounds, serviceNameOf, serviceOptionsOf } from "../models/dledger/service-models.ts"
import { consumersNameOf } from "../models/consumers/models.ts"
import type { ConsumerMachine } from "../models/world/client.ts"
import type { AnyModel } from "../models/engine/model.ts"
import { nodeNames, slotNames } from "../models/world/group.ts"
import type { Trace } from "../models/engine/result.ts"
import { mastersNameOf } from "../models/masters/models.ts"
import { serviceModel } from "../models/world/service.ts"
import { explainConsumers } from "./consumers/explain.ts"
import { consumersModelOf, consumersSuites } from "./consumers/suites.ts"
import type { Promised } from "./declare.ts"
import { explain } from "./dledger/explain.ts"
import type { BrokerMachine } from "../models/world/node.ts"
import { modelOf, models } from "./dledger/suites.ts"
import { explainBrokers } from "./masters/explain.ts"
import { mastersModelOf, mastersSuites } from "./masters/suites.ts"
import { releasedModels } from "./dledger-released/suites.ts"
import { dledger } from "../spec/modes/dledger.ts"
import type { Mode } from "../spec/modes/index.ts"
import { nameServer } from "../spec/name-server/index.ts"
import * as service from "./service/properties.ts"

export type { Promised } from "./declare.ts"

export interface Suite {
  readonly name: string
  readonly mode: Mode
  readonly topic: string
  readonly about: string
  readonly deep: boolean
  /** Too large to be exhausted: explored for so many seconds. */
  readonly seconds?: number
  readonly bounds: object
  readonly model: () => AnyModel
  /** The same world and the same properties around another machine, of the brokers, the NameServers or the consumers; absent where nobody has asked for it yet. */
  readonly modelWith?: (machine: BrokerMachine, nameServers?: typeof nameServer, consumers?: ConsumerMachine) => AnyModel
  readonly properties: readonly Promised[]
  readonly explain: (property: Promised, trace: Trace) => string
}

const servicePropertiesOf = ({ terms, consumes, messages, nameServers, crashes }: ServiceBounds): readonly service.ServiceDeclared[] => [
  service.routeOneMaster,
  service.routeNotOlder,
  service.noUnregisterOfLive,
  service.onlyLeaderRegisters,
  service.ackIsKept,
  ...(messages > 0 ? [service.ackedThroughRoute, service.duplicate] : []),
  ...(consumes ? [service.consumedWasCommitted, service.consumedInOrder, service.consumed] : []),
  ...(terms > 1 ? [service.deposedStillMaster] : []),
  ...(messages > 0 && terms > 1 && crashes > 0 ? [service.ackedAfterFailover] : []),
  ...(nameServers > 1 ? [service.nameServersDisagree] : [])
]

const steps = (model: AnyModel) => (property: Promised, trace: Trace): string =>
  [`${property.id}: ${property.sentence}`, "", ...trace.steps.map(({ move }, i) => `${String(i + 1).padStart(3)}  ${model.describe?.(move) ?? move.kind}`)].join("\n")

const ofGroup =
  <B extends Bounds>(nameOf: (bounds: B) => string, topicOf: (bounds: B) => string) =>
  ({ bounds, model, properties }: { readonly bounds: B; readonly model: () => AnyModel; readonly properties: readonly Promised[] }): Suite => ({
    name: nameOf(bounds),
    mode: "dledger",
    topic: topicOf(bounds),
    about: bounds.about,
    deep: bounds.deep === true,
    ...(bounds.seconds === undefined ? {} : { seconds: bounds.seconds }),
    bounds,
    model,
    properties,
    explain: (property, trace) => explain(property, slotNames(nodeNames(bounds.nodes)), trace)
  })

export const suites: readonly Suite[] = [
  ...models.map((each): Suite => ({ ...ofGroup(nameOf, ({ topic }: Bounds) => topic)(each), modelWith: (machine) => modelOf(each.bounds, machine) })),
  ...releasedModels.map(ofGroup(releasedNameOf, ({ version, topic }) => `dledger-${version}/${topic}`)),
  ...serviceBounds.map((bounds): Suite => {
    const properties = servicePropertiesOf(bounds)
    const modelWith = (machine: BrokerMachine = dledger, nameServers: typeof nameServer = nameServer) =>
      serviceModel({ ...serviceOptionsOf(bounds), machine, nameServerMachine: nameServers, name: serviceNameOf(bounds), properties }) as AnyModel
    const model = () => modelWith()
    return { name: serviceNameOf(bounds), mode: "dledger", topic: bounds.topic, about: bounds.about, deep: bounds.deep === true, bounds, model, modelWith, properties, explain: (property, trace) => steps(model())(property, trace) }
  }),
  ...mastersSuites.map((suite): Suite => {
    const { bounds, properties } = suite
    const model = () => mastersModelOf(suite) as AnyModel
    return { name: mastersNameOf(bounds), mode: bounds.mode, topic: `${bounds.mode}/${bounds.topic}`, about: bounds.about, deep: bounds.deep === true, bounds, model, modelWith: (machine) => mastersModelOf(suite, machine) as AnyModel, properties, explain: (property, trace) => explainBrokers(property, bounds.members.map((member) => member.name), trace) }
  }),
  ...consumersSuites.map((suite): Suite => {
    const { bounds, properties } = suite
    const modelWith = (machine?: BrokerMachine, _nameServers?: typeof nameServer, consumers?: ConsumerMachine) => consumersModelOf(suite, machine, consumers) as AnyModel
    return { name: consumersNameOf(bounds), mode: bounds.mode, topic: `${bounds.mode}/${bounds.topic}`, about: bounds.about, deep: bounds.deep === true, bounds, model: () => modelWith(), modelWith, properties, explain: (property, trace) => explainConsumers(property, bounds.members.map(({ name }) => name), bounds.clients, trace) }
  })
]

/** The model of this topic, as `dledger/replication` or `sync-double-write/crash`; the first where several have it. */
export const suiteOf = (topic: string): Suite => {
  const found = suites.find((suite) => suite.topic === topic || `dledger/${suite.topic}` === topic) ?? suites.find((suite) => suite.name.startsWith(topic))
  if (found === undefined) throw new Error(`no model "${topic}"; there are: ${suites.map(({ name }) => name).join(", ")}`)
  return found
}
