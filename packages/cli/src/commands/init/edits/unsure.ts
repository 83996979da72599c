/** Why a configuration cannot be changed without a person. Nothing that is thrown where anything was changed. */
export class Unsure extends Error {}
