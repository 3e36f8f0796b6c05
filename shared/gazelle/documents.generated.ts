/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
// Made by `npm run generate:documents` from the queries under shared/ and Gazelle’s schema. Do not edit.
export type AccessLevel =
  | 'ADMIN'
  | 'ASSISTANT'
  | 'TECHNICIAN'
  | '%future added value';

export type CallerQueryVariables = Exact<{ [key: string]: never; }>;


export type CallerQuery = { user: { id: string, email: string, accessLevel: AccessLevel | null | undefined, hasLimitedAccess: boolean | null | undefined } | null | undefined };

export interface Documents {
  "\n  query Caller {\n    user {\n      id\n      email\n      accessLevel\n      hasLimitedAccess\n    }\n  }\n": { data: CallerQuery; variables: CallerQueryVariables }
}
