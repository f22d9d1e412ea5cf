import type { Refined } from "../../dledger/refines/step.ts"
import { commitsAsReleased, endsAsReleased, followsAsReleased } from "./follower.ts"
import { countsAsReleased, pushesAsReleased } from "./leader.ts"
import { answersAsReleased, endsWholeAsReleased, readsAsReleased, registersAsReleased } from "./serving.ts"
import { beatsAsReleased, savesAsReleased, speaksAsReleased, votesAsReleased } from "./voting.ts"
import { wakesAsReleased, writesAsReleased } from "./waits.ts"

/** Every single event of a released node, held to DLedger's classes. */
export const releasedRefinements: readonly Refined[] = [votesAsReleased, speaksAsReleased, savesAsReleased, beatsAsReleased, followsAsReleased, commitsAsReleased, endsAsReleased, pushesAsReleased, countsAsReleased, answersAsReleased, registersAsReleased, wakesAsReleased, writesAsReleased, endsWholeAsReleased, readsAsReleased]
