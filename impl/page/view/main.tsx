/**
 * Where the page begins: a trace that it carries, or the explorer's server that it talks to.
 *
 * @module
 */
/*! Contains preact, MIT licence, Copyright (c) 2015-present Jason Miller */
import { render } from "preact"
import type { PageData } from "../page-data.ts"
import { App } from "./app.tsx"
import { Explorer } from "./explorer.tsx"
import { applyTheme } from "./theme.ts"

applyTheme()
const carried = document.getElementById("data")?.textContent
const root = document.getElementById("root")
if (root !== null) render(carried ? <App data={JSON.parse(carried) as PageData} /> : <Explorer />, root)
