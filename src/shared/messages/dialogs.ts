export const dialogsEn = {}

export const dialogsZhCn: typeof dialogsEn = {}
