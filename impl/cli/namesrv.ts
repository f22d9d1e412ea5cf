/**
 * `rocketproof namesrv`: one NameServer, from RocketMQ's own configuration file.
 *
 * @module
 */
import { namesrvSpec } from "../config/namesrv-spec.ts"
import { configItems } from "../config/print.ts"
import { readSettings } from "../config/settings.ts"
import { type AloneFlags, ensureFree, givenBy, notice, runAlone } from "./alone.ts"

export const namesrv = async (flags: AloneFlags): Promise<number> => {
  const settings = readSettings("namesrv", givenBy(flags))
  const spec = namesrvSpec(settings)
  if (flags.printConfigItem === true || flags.printImportantConfig === true) {
    process.stdout.write(configItems("namesrv", settings, spec, flags.printConfigItem === true ? "all" : "important"))
    return 0
  }
  notice("namesrv", settings.notices)
  await ensureFree(spec.listen, "listenPort")
  await runAlone(spec, flags.readyFile, () => true, ({ address }) => ({ namesrv: address, pid: process.pid }))
  return 0
}
