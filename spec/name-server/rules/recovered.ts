import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import { rule } from "../rule.ts"

/**
 * A NameServer starts with the KV configuration that it kept, and with no routes: brokers bring them (A2).
 *
 * RocketMQ `KVConfigManager.load`.
 */
export const recovered = rule(
  "Recovered",
  () => "loaded" as const,
  (self, { kvConfig }, verdict) =>
    match(verdict)
      .with("loaded", () => {
        const tables = kvConfig.map(([namespace, table]) => [namespace, HashMap.fromIterable(table)] as const)
        return [{ ...self, kvConfig: HashMap.fromIterable(tables) }, []] as const
      })
      .exhaustive()
)
