import { match } from "ts-pattern"
import { emit, rule } from "../rule.ts"
import { brokerData } from "../route.ts"
import type { NameServer } from "../state.ts"
import { sorted } from "../../sorted.ts"

/**
 * An operator's tool asks which brokers there are.
 *
 * RocketMQ `RouteInfoManager.getAllClusterInfo`.
 */
export const getBrokerClusterInfo = rule(
  "GetBrokerClusterInfo",
  () => "told" as const,
  (self, { request }, verdict) =>
    match(verdict)
      .with("told", () =>
        emit({
          _tag: "ReplyClusterInfo",
          request,
          brokerDatas: sorted(self.brokerAddrTable).map(([brokerName, broker]) => brokerData(brokerName, broker)),
          clusters: clustersOf(self)
        })(self)
      )
      .exhaustive()
)

const clustersOf = (self: NameServer) => {
  const brokers = sorted(self.brokerAddrTable)
  const clusters = [...new Set(brokers.map(([, { cluster }]) => cluster))].sort()
  return clusters.map((cluster) => ({
    cluster,
    brokerNames: brokers.flatMap(([brokerName, broker]) => (broker.cluster === cluster ? [brokerName] : []))
  }))
}
