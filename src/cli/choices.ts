/**
 * The kernels by name. Repeated from the recipe's schema, because reading arguments must not load the schema library;
 * a test holds the two together.
 */
export const kernels = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3', 'mks2013', 'mks2021'] as const
