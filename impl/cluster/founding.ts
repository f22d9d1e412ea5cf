/**
 * What the directories of a cluster hold from before: whose they are, and which groups are founded already.
 *
 * @module
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { type Identity, refuseForeign } from "./claim.ts"
import { ledgerHome } from "../store/ledger-files.ts"
import type { NodeSpec } from "./node.ts"

/** Whose data a broker of this specification has. */
export const identityOf = ({ name, mode = "dledger", config, replication = "raft" }: NodeSpec): Identity => {
  if (config === undefined) throw new Error(`${name}: its configuration is incomplete`)
  const { brokerName, dLegerSelfId, peers } = config
  return mode === "dledger" ? { store: "dledger", brokerName, member: dLegerSelfId, members: [dLegerSelfId, ...peers].sort(), ...(replication === "raft" ? {} : { replication }) } : { store: "master-slave", brokerName }
}

/** Has this member ever promised anything? */
const hasSpoken = ({ dir, config }: NodeSpec): boolean => existsSync(join(dir, "hard-state")) || (config !== undefined && existsSync(join(ledgerHome(dir, config.dLegerSelfId), "currterm")))

/**
 * The specifications as they are to be started. Throws, with nothing written, if a directory is another broker's, or if so many
 * members of a group have lost theirs that nobody knows what was acked.
 *
 * A member without a directory founds its group only if no other member has one: else its disk was lost (E5).
 */
export const withFounders = (specs: readonly NodeSpec[]): readonly NodeSpec[] => {
  const brokers = specs.filter(({ kind }) => kind === "broker")
  for (const spec of brokers) refuseForeign(spec.dir, identityOf(spec))
  return specs.map((spec) => {
    if (spec.mode !== "dledger") return { ...spec, bootstrap: true }
    const group = brokers.filter(({ config }) => config?.brokerName === spec.config?.brokerName)
    const old = group.filter(hasSpoken)
    if (old.length > 0 && old.length <= group.length / 2)
      throw new Error(`${spec.dir}: only ${old.map(({ name }) => name).join(", ")} of the ${group.length} members of ${spec.config?.brokerName} has its data: what the others had acked may be lost. Put their directories back, or begin with an empty --data`)
    return { ...spec, bootstrap: old.length === 0 }
  })
}
