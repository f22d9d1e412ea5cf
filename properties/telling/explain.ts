/**
 * A trace of any suite as text.
 *
 * @module
 */
import type { Trace } from "../../models/engine/result.ts"
import { type About, tell, type Tellable, type TellOptions } from "./tell.ts"
import { textOf, type TextOptions } from "./text.ts"

export const explain = (suite: Tellable, about: About, trace: Trace, options: TellOptions & TextOptions = {}): string => textOf(tell(suite, about, trace, options), options)
