/** Of a type of resource, what is known without a deployment where its name stands in the template. */
export interface NamesOfType {
  /** The property that names it; without one, the stack has to be asked. */
  name?: string;
  /** What `Ref` comes to. Default: the physical id, which the stack tells. */
  ref?: string;
  /** What `Fn::GetAtt` comes to, by attribute. */
  attributes?: Readonly<Record<string, string>>;
  /** Finds the name in a physical id. Default: all of it. */
  nameInId?: RegExp;
}

const IN_REGION = '{region}:{account}';
const LAST_PART = /[^:/]+$/;

function arn(rest: string): string {
  return `arn:{partition}:${rest}`;
}

/** A type whose `Ref` is its name, and which has an `Arn`. */
function named(name: string, form: string): NamesOfType {
  return { name, ref: '{name}', attributes: { Arn: arn(form) } };
}

/** A type whose `Ref` is made at the deployment; `{id}` in what follows. */
function numbered(attributes: Readonly<Record<string, string>> = {}): NamesOfType {
  return { attributes };
}

const TABLE = named('TableName', `dynamodb:${IN_REGION}:table/{name}`);
const TOPIC = arn(`sns:${IN_REGION}:{name}`);
const STATE_MACHINE = arn(`states:${IN_REGION}:stateMachine:{name}`);

/**
 * By type: AWS CloudFormation's reference of resource types ("Return values"), and the ARN formats of the Service
 * Authorization Reference. What is not here is asked of the stack, as far as that tells.
 */
export const KNOWN_NAMES: Readonly<Record<string, NamesOfType>> = {
  'AWS::ApiGateway::RestApi': numbered({ RestApiId: '{id}' }),
  'AWS::ApiGatewayV2::Api': numbered({ ApiId: '{id}' }),
  'AWS::AppSync::GraphQLApi': { nameInId: LAST_PART, attributes: { Arn: '{id}', ApiId: '{name}' } },
  'AWS::CloudFront::Distribution': numbered({ Id: '{id}' }),
  'AWS::CloudWatch::Alarm': named('AlarmName', `cloudwatch:${IN_REGION}:alarm:{name}`),
  'AWS::Cognito::IdentityPool': numbered({ Id: '{id}' }),
  'AWS::Cognito::UserPool': numbered({ Arn: arn(`cognito-idp:${IN_REGION}:userpool/{id}`), UserPoolId: '{id}' }),
  'AWS::Cognito::UserPoolClient': numbered({ ClientId: '{id}' }),
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::DynamoDB::Table': TABLE,
  'AWS::ECR::Repository': named('RepositoryName', `ecr:${IN_REGION}:repository/{name}`),
  'AWS::ECS::Cluster': named('ClusterName', `ecs:${IN_REGION}:cluster/{name}`),
  'AWS::EFS::AccessPoint': numbered({ Arn: arn(`elasticfilesystem:${IN_REGION}:access-point/{id}`), AccessPointId: '{id}' }),
  'AWS::EFS::FileSystem': numbered({ Arn: arn(`elasticfilesystem:${IN_REGION}:file-system/{id}`), FileSystemId: '{id}' }),
  'AWS::Events::EventBus': {
    name: 'Name',
    ref: '{name}',
    attributes: { Arn: arn(`events:${IN_REGION}:event-bus/{name}`), Name: '{name}' },
  },
  'AWS::IAM::ManagedPolicy': numbered({ PolicyArn: '{id}' }),
  'AWS::KMS::Alias': { name: 'AliasName', ref: '{name}' },
  'AWS::KMS::Key': numbered({ Arn: arn(`kms:${IN_REGION}:key/{id}`), KeyId: '{id}' }),
  'AWS::Kinesis::Stream': named('Name', `kinesis:${IN_REGION}:stream/{name}`),
  'AWS::Kinesis::StreamConsumer': numbered({ ConsumerARN: '{id}' }),
  'AWS::KinesisFirehose::DeliveryStream': named('DeliveryStreamName', `firehose:${IN_REGION}:deliverystream/{name}`),
  'AWS::Lambda::Alias': numbered({ AliasArn: '{id}' }),
  'AWS::Lambda::Function': named('FunctionName', `lambda:${IN_REGION}:function:{name}`),
  'AWS::Lambda::LayerVersion': numbered({ LayerVersionArn: '{id}' }),
  'AWS::Lambda::Version': numbered({ FunctionArn: '{id}' }),
  'AWS::Logs::LogGroup': named('LogGroupName', `logs:${IN_REGION}:log-group:{name}:*`),
  'AWS::MSK::Cluster': numbered({ Arn: '{id}' }),
  'AWS::OpenSearchService::Domain': named('DomainName', `es:${IN_REGION}:domain/{name}`),
  'AWS::S3::Bucket': named('BucketName', 's3:::{name}'),
  'AWS::SNS::Topic': {
    name: 'TopicName',
    ref: TOPIC,
    attributes: { TopicArn: TOPIC, TopicName: '{name}' },
    nameInId: LAST_PART,
  },
  'AWS::SQS::Queue': {
    name: 'QueueName',
    ref: 'https://sqs.{region}.{suffix}/{account}/{name}',
    attributes: {
      Arn: arn(`sqs:${IN_REGION}:{name}`),
      QueueName: '{name}',
      QueueUrl: 'https://sqs.{region}.{suffix}/{account}/{name}',
    },
    nameInId: LAST_PART,
  },
  'AWS::SSM::Parameter': { name: 'Name', ref: '{name}' },
  'AWS::Scheduler::ScheduleGroup': named('Name', `scheduler:${IN_REGION}:schedule-group/{name}`),
  'AWS::SecretsManager::Secret': numbered({ Id: '{id}' }),
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    ref: STATE_MACHINE,
    attributes: { Arn: STATE_MACHINE, Name: '{name}' },
    nameInId: LAST_PART,
  },
};

/** Resources that Serverless makes and the configuration does not declare, by their logical ids. */
export const MADE_BY_SERVERLESS: RegExp =
  /^(?:ApiGateway|HttpApi|Websockets|S3Bucket|SNSTopic|CloudFront|ServerlessDeploymentBucket|CustomDash)|(?:LambdaFunction|LambdaVersion|LambdaAlias|LambdaLayer|LogGroup|StreamConsumer|IamRoleLambdaExecution|EventBridge\w*|Rule\w*|Schedule\w*|Version\w+)$/;
