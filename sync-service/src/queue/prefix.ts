/** In braces, so that on a Redis Cluster all keys lie on one node, as scripts over several keys need it. */
export const PREFIX = '{group-offers}';
