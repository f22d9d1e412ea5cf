/**
 * From what was set to one NameServer.
 *
 * RocketMQ `NamesrvStartup.parseCommandlineAndConfigFile`.
 *
 * @module
 */
import { homedir } from "node:os"
import { join } from "node:path"
import type { NodeSpec } from "../cluster/node.ts"
import { directory, hostsOf } from "./broker-spec.ts"
import type { Settings } from "./settings.ts"

export const namesrvSpec = ({ values }: Settings, environment: NodeJS.ProcessEnv = process.env): NodeSpec => {
  const { bind, advertise } = hostsOf(values)
  return { kind: "namesrv", name: "namesrv", listen: `${bind}:${values.listenPort ?? 9_876}`, advertiseHost: advertise, dir: "", kvConfigPath: directory(values.kvConfigPath ?? join(homedir(), "namesrv", "kvConfig.json"), values, environment), life: 0, journal: false }
}
