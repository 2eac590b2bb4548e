export const reasonsEn = {}

export const reasonsZhCn: typeof reasonsEn = {}
