/**
 * A trace of any suite as text.
 *
 * @module
 */
import type { Trace } from "../../models/engine/result.ts"
import type { Suite } from "../suites.ts"
import { type About, tell, type TellOptions } from "./tell.ts"
import { textOf, type TextOptions } from "./text.ts"

export const explain = (suite: Suite, about: About, trace: Trace, options: TellOptions & TextOptions = {}): string => textOf(tell(suite, about, trace, options), options)
