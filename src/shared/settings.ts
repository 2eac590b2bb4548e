import * as z from 'zod'
import { Recipe } from './recipe.ts'

/** A recipe that the person has given a name. */
export const Preset = z.strictObject({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1).max(60),
  recipe: Recipe,
})
export type Preset = z.output<typeof Preset>

const WindowBounds = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  isMaximized: z.boolean(),
})
export type WindowBounds = z.output<typeof WindowBounds>

/** So many presets of one's own are kept. */
export const maxPresets = 200

/** What the app remembers between launches; version 1 of the settings file. Every key has a default. */
export const Settings = z.strictObject({
  version: z.literal(1).default(1),
  language: z.enum(['system', 'en', 'zh-CN']).default('system'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Pictures at once; null for one per core. */
  jobs: z.int().min(1).max(256).nullable().default(null),
  /** Estimated memory of all jobs together, in bytes; null for half of the machine's. */
  memoryBudgetBytes: z
    .int()
    .min(256 * 1024 ** 2)
    .nullable()
    .default(null),
  /** Time per file until it is given up, in milliseconds. */
  deadlineMs: z.int().min(1000).max(86_400_000).default(300_000),
  notifyWhenDone: z.boolean().default(true),
  keepAwake: z.boolean().default(true),
  /** A batch waits while the machine runs on a battery with less than this, in percent; null for never. */
  pauseBelowBatteryPercent: z.int().min(1).max(99).nullable().default(20),
  panelWidthPx: z.int().min(280).max(640).default(344),
  /** As it was last; the recipe of the next batch. */
  recipe: Recipe.prefault({}),
  presets: z.array(Preset).max(maxPresets).default([]),
  window: WindowBounds.nullable().default(null),
})
export type Settings = z.output<typeof Settings>

/** What the window may change of them by itself. */
export const SettingsChange = z
  .strictObject({
    language: Settings.shape.language.unwrap(),
    theme: Settings.shape.theme.unwrap(),
    jobs: Settings.shape.jobs.unwrap(),
    memoryBudgetBytes: Settings.shape.memoryBudgetBytes.unwrap(),
    deadlineMs: Settings.shape.deadlineMs.unwrap(),
    notifyWhenDone: Settings.shape.notifyWhenDone.unwrap(),
    keepAwake: Settings.shape.keepAwake.unwrap(),
    pauseBelowBatteryPercent: Settings.shape.pauseBelowBatteryPercent.unwrap(),
    panelWidthPx: Settings.shape.panelWidthPx.unwrap(),
  })
  .partial()
export type SettingsChange = z.output<typeof SettingsChange>
