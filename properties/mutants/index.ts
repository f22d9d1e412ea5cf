import { aloneMutants } from "./alone.ts"
import { consumersMutants } from "./consumers.ts"
import { electionMutants } from "./election.ts"
import { laterMutants } from "./later.ts"
import { livenessMutants } from "./liveness.ts"
import { mastersMutants } from "./masters.ts"
import type { Mutant } from "./mutant.ts"
import { nameServerMutants } from "./name-server.ts"
import { ownStateMutants } from "./own-state.ts"
import { popMutants } from "./pop.ts"
import { readMutants } from "./reads.ts"
import { refinementMutants } from "./refinements.ts"
import { releasedMutants } from "./released.ts"
import { replicationMutants } from "./replication.ts"

export { controls } from "./controls.ts"
export type { Mutant } from "./mutant.ts"

/** Every historical bug that is re-seeded here. */
export const mutants: readonly Mutant[] = [...electionMutants, ...replicationMutants, ...readMutants, ...mastersMutants, ...livenessMutants, ...nameServerMutants, ...consumersMutants, ...laterMutants, ...popMutants, ...ownStateMutants, ...refinementMutants, ...releasedMutants, ...aloneMutants]
