export const recipeEn = {}

export const recipeZhCn: typeof recipeEn = {}
