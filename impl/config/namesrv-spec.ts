/**
 * From what was set to one NameServer.
 *
 * RocketMQ `NamesrvStartup.parseCommandlineAndConfigFile`.
 *
 * @module
 */
import type { NodeSpec } from "../cluster/node.ts"
import { hostsOf } from "./broker-spec.ts"
import type { Settings } from "./settings.ts"

export const namesrvSpec = ({ values }: Settings): NodeSpec => {
  const { bind, advertise } = hostsOf(values)
  return { kind: "namesrv", name: "namesrv", listen: `${bind}:${values.listenPort ?? 9_876}`, advertiseHost: advertise, dir: "", life: 0, journal: false }
}
