/** The variables that Serverless takes the credentials of a stage from; the stage is in capitals and keeps its hyphens. */
export interface StageVariables {
  profile: string;
  id: string;
  secret: string;
  token: string;
}

/** The variables of a stage: `AWS_PROD_PROFILE`, `AWS_PROD_ACCESS_KEY_ID`, … */
export function stageVariables(stage: string): StageVariables {
  const prefix = `AWS_${stage.toUpperCase()}`;
  return {
    profile: `${prefix}_PROFILE`,
    id: `${prefix}_ACCESS_KEY_ID`,
    secret: `${prefix}_SECRET_ACCESS_KEY`,
    token: `${prefix}_SESSION_TOKEN`,
  };
}
