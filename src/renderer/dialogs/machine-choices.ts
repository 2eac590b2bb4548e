/** How many pictures at once can be chosen on a machine of so many cores; what is set now is always among them. */
export function jobChoices(cores: number, current: number | null): readonly number[] {
  const usual = cores <= 16 ? Array.from({ length: cores }, (_, index) => index + 1) : spread(cores)
  return withCurrent(usual, current)
}

/** Every one up to eight, then fewer and fewer, and all of them. */
function spread(cores: number): readonly number[] {
  const steps = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]
  return [...steps.filter((step) => step < cores), Math.min(cores, 256)]
}

/** How much memory can be chosen, in bytes: whole gigabytes of a file manager, up to nine tenths of the machine's. */
export function memoryChoices(memoryBytes: number, current: number | null): readonly number[] {
  const steps = [0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128].map((gigabytes) => gigabytes * 1e9)
  return withCurrent(
    steps.filter((bytes) => bytes <= memoryBytes * 0.9),
    current,
  )
}

/** Below how much of a battery, in percent, a batch can be made to wait. */
export function batteryChoices(current: number | null): readonly number[] {
  return withCurrent([10, 15, 20, 25, 30, 40, 50], current)
}

function withCurrent(values: readonly number[], current: number | null): readonly number[] {
  if (current === null || values.includes(current)) return values
  return [...values, current].toSorted((one, other) => one - other)
}
