/**
 * Everything that `check` explores: a model, what is promised in it, and how its traces are told.
 *
 * @module
 */
import { type Bounds, nameOf } from "../models/dledger/models.ts"
import { releasedNameOf } from "../models/dledger-released/models.ts"
import { type ServiceBounds, serviceBounds, serviceNameOf, serviceOptionsOf } from "../models/dledger/service-models.ts"
import type { AnyModel } from "../models/engine/model.ts"
import { nodeNames, slotNames } from "../models/world/group.ts"
import type { Trace } from "../models/engine/result.ts"
import { serviceModel } from "../models/world/service.ts"
import { explain } from "./dledger/explain.ts"
import { models } from "./dledger/suites.ts"
import { releasedModels } from "./dledger-released/suites.ts"
import * as service from "./service/properties.ts"

export interface Promised {
  readonly id: string
  readonly sentence: string
  readonly source: string
  readonly witness: boolean
}

export interface Suite {
  readonly name: string
  readonly topic: string
  readonly about: string
  readonly deep: boolean
  readonly bounds: object
  readonly model: () => AnyModel
  readonly properties: readonly Promised[]
  readonly explain: (property: Promised, trace: Trace) => string
}

const servicePropertiesOf = ({ terms, consumes, nameServers, crashes }: ServiceBounds): readonly service.ServiceDeclared[] => [
  service.routeOneMaster,
  service.routeNotOlder,
  service.noUnregisterOfLive,
  service.ackIsKept,
  service.ackedThroughRoute,
  service.duplicate,
  ...(consumes ? [service.consumedWasCommitted, service.consumedInOrder, service.consumed] : []),
  ...(terms > 1 ? [service.deposedStillMaster] : []),
  ...(terms > 1 && crashes > 0 ? [service.ackedAfterFailover] : []),
  ...(nameServers > 1 ? [service.nameServersDisagree] : [])
]

const steps = (model: AnyModel) => (property: Promised, trace: Trace): string =>
  [`${property.id}: ${property.sentence}`, "", ...trace.steps.map(({ move }, i) => `${String(i + 1).padStart(3)}  ${model.describe?.(move) ?? move.kind}`)].join("\n")

const ofGroup =
  <B extends Bounds>(nameOf: (bounds: B) => string, topicOf: (bounds: B) => string) =>
  ({ bounds, model, properties }: { readonly bounds: B; readonly model: () => AnyModel; readonly properties: readonly Promised[] }): Suite => ({
    name: nameOf(bounds),
    topic: topicOf(bounds),
    about: bounds.about,
    deep: bounds.deep === true,
    bounds,
    model,
    properties,
    explain: (property, trace) => explain(property, slotNames(nodeNames(bounds.nodes)), trace)
  })

export const suites: readonly Suite[] = [
  ...models.map(ofGroup(nameOf, ({ topic }) => topic)),
  ...releasedModels.map(ofGroup(releasedNameOf, ({ version, topic }) => `dledger-${version}/${topic}`)),
  ...serviceBounds.map((bounds): Suite => {
    const properties = servicePropertiesOf(bounds)
    const model = () => serviceModel({ ...serviceOptionsOf(bounds), name: serviceNameOf(bounds), properties }) as AnyModel
    return { name: serviceNameOf(bounds), topic: bounds.topic, about: bounds.about, deep: bounds.deep === true, bounds, model, properties, explain: (property, trace) => steps(model())(property, trace) }
  })
]
