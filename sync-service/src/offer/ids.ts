/** The largest id that PrestaShop's tables hold: INT UNSIGNED. Ids are kept in columns of 32 bits without a sign. */
export const LARGEST_ID = 0xffff_ffff;
