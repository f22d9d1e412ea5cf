import { refinesAnswers, refinesCommit, refinesDispatch } from "./commit.ts"
import { refinesFrame } from "./frame.ts"
import { refinesLater } from "./later.ts"
import { refinesEnd, refinesRegistration, refinesTables } from "./leadership.ts"
import { refinesLog, writesOwnTerm } from "./log.ts"
import { refinesMessages, refinesSaving } from "./messages.ts"
import { refinesProgress } from "./progress.ts"
import { refinesQueues } from "./queues.ts"
import { refinesReads } from "./reads.ts"
import { refinesRejoin } from "./rejoin.ts"
import { refinesServing, refinesTaking } from "./serving.ts"
import { refinesStanding } from "./standing.ts"
import type { Refined } from "./step.ts"
import { refinesTimers } from "./timers.ts"

/** Every single event, held to Figure 2 and the seed. */
export const refinements: readonly Refined[] = [
  refinesStanding,
  refinesRejoin,
  refinesLog,
  writesOwnTerm,
  refinesCommit,
  refinesDispatch,
  refinesAnswers,
  refinesProgress,
  refinesMessages,
  refinesSaving,
  refinesTimers,
  refinesQueues,
  refinesRegistration,
  refinesTables,
  refinesEnd,
  refinesReads,
  refinesServing,
  refinesTaking,
  refinesFrame,
  refinesLater
]
