/** The shapes that functions come in by turns. */
const SHAPES = [httpFunction, queueFunction, scheduledFunction, streamFunction, topicFunction, bucketFunction, plainFunction];

const AREAS = ['Order', 'Invoice', 'Customer', 'Shipment', 'Payment', 'Stock', 'Price', 'Return', 'Voucher', 'Report'];
const DEEDS = ['Create', 'Find', 'List', 'Close', 'Import', 'Export', 'Check', 'Notify', 'Archive', 'Sync', 'Merge', 'Count'];

/** A configuration of about 5,000 lines and 500 variables, the same each time; its role needs three of them. */
export function largeConfiguration() {
  const entities = AREAS.flatMap((area) => ['Draft', 'Current', 'Archived'].map((kind) => `${kind}${area}`));
  const names = AREAS.flatMap((area) => DEEDS.map((deed) => `${deed}${area}`));
  return [
    provider(),
    custom(entities),
    'functions:',
    ...names.map((name, index) => SHAPES[index % SHAPES.length](name, index)),
    'resources:',
    '  Resources:',
    ...entities.flatMap((entity, index) => [table(entity, index), queue(entity, index), policy(entity, index)]),
    ...AREAS.map((area) => stateMachine(area)),
    '  Outputs:',
    ...entities.map((entity) => output(entity)),
  ]
    .map((text) => `${text.replace(/^\n/, '').trimEnd()}\n`)
    .join('');
}

function provider() {
  return `
# The shop: orders, invoices, shipments and all that belongs to them.
service: shop
frameworkVersion: '>=3'
configValidationMode: warn

provider:
  name: aws
  runtime: nodejs20.x
  architecture: arm64
  stage: \${opt:stage, 'dev'}
  region: eu-central-1
  memorySize: 512
  timeout: 29
  logRetentionInDays: 30
  versionFunctions: false
  stackTags: { team: shop, stage: "\${sls:stage}" }
  iam:
    role: arn:aws:iam::\${self:custom.accounts.dev}:role/\${env:BENCH_ROLE_PREFIX, 'shop'}-\${sls:stage}
  httpApi:
    cors: true
    metrics: true
  environment:
    STAGE: \${sls:stage}
    LOG_LEVEL: \${param:logLevel, 'info'}
    EVENT_BUS: \${self:custom.names.bus}

params:
  default:
    logLevel: debug
    alarms: 'false'
  prod:
    logLevel: warn
    alarms: 'true'

package:
  individually: true
  patterns: ['!**/*', 'src/**', '!src/**/*.test.js']
`;
}

function custom(entities) {
  return `
custom:
  accounts:
    dev: '111122223333'
    staging: '222233334444'
    prod: '444455556666'
  names:
    bus: shop-\${sls:stage}-bus
    bucket: shop-\${sls:stage}-files
  alarms:
    enabled: \${strToBool(\${param:alarms})}
    topics: [ops, "business hours", 'night']
    text: >-
      Something in the shop wants to be looked at. The runbook
      says what to do first.
  tables:
${entities
  .map(
    (entity, index) => `    ${entity}:
      name: shop-\${sls:stage}-${kebab(entity)}
      readCapacity: ${(index % 5) + 1}
      retainDays: ${30 + index}  # by contract`,
  )
  .join('\n')}
`;
}

function httpFunction(name, index) {
  return `
  ${camel(name)}:
    handler: src/${kebab(name)}.handler
    description: "${sentence(name)} over HTTP"
    memorySize: ${256 + (index % 3) * 256}
    environment:
      TABLE: \${self:custom.tables.Current${areaOf(name)}.name}
      ARCHIVE: \${self:custom.tables.Archived${areaOf(name)}.name}
      ORIGIN: https://shop.example.com/${kebab(areaOf(name))}
      PAGE_SIZE: '${20 + index}'
      FEATURES: fast,${index % 2 === 0 ? 'new-checkout' : 'old-checkout'}
    events:
      - httpApi:
          path: /${kebab(areaOf(name))}/{id}/${kebab(name)}
          method: get
      - httpApi:
          path: /${kebab(areaOf(name))}/${kebab(name)}
          method: post
      # Kept for the old app.
      - httpApi: PUT /v1/${kebab(name)}/{id}
    tags:
      area: ${areaOf(name)}
      cost-centre: "${4000 + index}"
`;
}

function queueFunction(name, index) {
  return `
  ${camel(name)}:
    handler: src/${kebab(name)}.handler
    timeout: ${60 + index}
    reservedConcurrency: ${1 + (index % 9)}
    environment:
      TABLE: \${self:custom.tables.Draft${areaOf(name)}.name}
      BATCH: '10'
      RETRIES: \${env:BENCH_RETRIES, '${index % 4}'}
    events:
      - sqs:
          arn: !GetAtt Draft${areaOf(name)}Queue.Arn
          batchSize: 10
          maximumBatchingWindow: 5
          functionResponseType: ReportBatchItemFailures
          filterPatterns:
            - { body: { kind: [created, changed] } }
            - body: { source: ['${kebab(name)}'] }
    tags: { area: ${areaOf(name)}, cost-centre: '${4000 + index}' }
`;
}

function scheduledFunction(name, index) {
  return `
  ${camel(name)}:
    handler: src/${kebab(name)}.handler
    description: >
      ${sentence(name)}, some time in the night.
      Goes on where it stopped the night before.
    timeout: 900
    memorySize: 1024
    environment:
      BUCKET: \${self:custom.names.bucket}
      PREFIX: ${kebab(areaOf(name))}/\${sls:stage}/
      LIMIT: \${opt:limit, ${1000 + index}}
    events:
      - schedule:
          name: shop-\${sls:stage}-${kebab(name)}
          rate: cron(${index % 60} 2 * * ? *)
          enabled: \${self:custom.alarms.enabled}
          input:
            kind: nightly
            areas: [${AREAS.slice(0, 3).join(', ')}]
            dryRun: false
      - schedule: rate(${(index % 11) + 2} hours)
`;
}

function streamFunction(name, index) {
  return `
  ${camel(name)}:
    handler: src/${kebab(name)}.handler
    environment:
      SOURCE: \${self:custom.tables.Current${areaOf(name)}.name}
      TARGET: shop-archive
      BUS: \${self:custom.names.bus}
    events:
      - stream:
          type: dynamodb
          arn:
            Fn::GetAtt: [Current${areaOf(name)}Table, StreamArn]
          startingPosition: LATEST
          batchSize: ${100 + index}
          maximumRetryAttempts: 3
          bisectBatchOnFunctionError: true
          filterPatterns:
            - eventName: [INSERT, MODIFY]
              dynamodb:
                NewImage:
                  status:
                    S:
                      - open
                      - "in progress"
`;
}

function topicFunction(name, index) {
  return `
  ${camel(name)}:
    handler: src/${kebab(name)}.handler
    description: '${sentence(name)}: it''s what the topic is for'
    environment:
      TOPIC: shop-\${sls:stage}-${kebab(areaOf(name))}
      SENDER: ${kebab(areaOf(name))}@shop.example.com
      TEMPLATE: |
        Hello {{name}},
        there is news about your ${kebab(areaOf(name))}.

        The shop
    onError: !Sub arn:aws:sns:\${AWS::Region}:\${AWS::AccountId}:failed-${index}
    events:
      - sns: shop-${kebab(areaOf(name))}-${index}
      - eventBridge:
          pattern:
            source: ["shop.${kebab(areaOf(name))}"]
            detail-type:
              - ${sentence(name)}
          retryPolicy:
            maximumEventAge: 3600
            maximumRetryAttempts: ${index % 3}
`;
}

function bucketFunction(name, index) {
  return `
  ${camel(name)}:
    handler: src/${kebab(name)}.handler
    memorySize: 2048
    ephemeralStorageSize: 1024
    environment:
      BUCKET: \${self:custom.names.bucket}
      REGION: \${self:provider.region}
    vpc:
      securityGroupIds: [sg-0${1000 + index}a, sg-0${2000 + index}b]
      subnetIds:
        - subnet-0${1000 + index}
        - subnet-0${2000 + index}
    events:
      - s3:
          bucket: shop-uploads-${index}
          event: s3:ObjectCreated:*
          existing: true
          rules:
            - prefix: ${kebab(areaOf(name))}/
            - suffix: .csv
`;
}

function plainFunction(name) {
  return `
  ${camel(name)}: { handler: src/${kebab(name)}.handler, timeout: 30, url: false }
`;
}

function table(entity, index) {
  const stream =
    index % 3 === 1
      ? `
        StreamSpecification:
          StreamViewType: NEW_AND_OLD_IMAGES`
      : '';
  return `
    ${entity}Table:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: \${self:custom.tables.${entity}.name}
        BillingMode: PAY_PER_REQUEST${stream}
        AttributeDefinitions:
          - AttributeName: id
            AttributeType: S
          - AttributeName: createdAt
            AttributeType: S
        KeySchema:
          - { AttributeName: id, KeyType: HASH }
          - { AttributeName: createdAt, KeyType: RANGE }
        GlobalSecondaryIndexes:
          - IndexName: by-status
            KeySchema:
              - AttributeName: status
                KeyType: HASH
              - AttributeName: createdAt
                KeyType: RANGE
            Projection:
              ProjectionType: ALL
        PointInTimeRecoverySpecification:
          PointInTimeRecoveryEnabled: true
        Tags:
          - Key: stage
            Value: \${sls:stage}
          - Key: retain
            Value: "${30 + index}"
`;
}

function queue(entity, index) {
  return `
    ${entity}Queue:
      Type: AWS::SQS::Queue
      Properties:
        QueueName: shop-\${sls:stage}-${kebab(entity)}
        VisibilityTimeout: ${360 + index}
        RedrivePolicy:
          deadLetterTargetArn: !GetAtt ${entity}DeadLetters.Arn
          maxReceiveCount: 5
    ${entity}DeadLetters:
      Type: AWS::SQS::Queue
      Properties:
        QueueName: shop-\${sls:stage}-${kebab(entity)}-dead
    ${entity}Alarm:
      Type: AWS::CloudWatch::Alarm
      Properties:
        AlarmDescription: Messages of ${entity} could not be handled
        Namespace: AWS/SQS
        MetricName: ApproximateNumberOfMessagesVisible
        Dimensions:
          - Name: QueueName
            Value: !GetAtt ${entity}DeadLetters.QueueName
        ActionsEnabled: \${self:custom.alarms.enabled}
        Statistic: Maximum
        Period: 60
        EvaluationPeriods: ${1 + (index % 3)}
        Threshold: 0
        ComparisonOperator: GreaterThanThreshold
`;
}

function policy(entity, index) {
  return `
    ${entity}Policy:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        Description: "What may be done with ${entity}"
        PolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action:
                - dynamodb:GetItem
                - dynamodb:Query
                - dynamodb:PutItem
              Resource:
                - !GetAtt ${entity}Table.Arn
                - !Sub "\${${entity}Table.Arn}/index/*"
            - Effect: ${index % 7 === 0 ? 'Deny' : 'Allow'}
              Action: [sqs:SendMessage, sqs:ReceiveMessage, sqs:DeleteMessage]
              Resource:
                Fn::Join: [":", [arn, !Ref AWS::Partition, sqs, !Ref AWS::Region, !Ref AWS::AccountId, ${kebab(entity)}]]
              Condition:
                StringEquals:
                  aws:ResourceTag/stage: \${sls:stage}
`;
}

function stateMachine(name) {
  return `
    ${name}Machine:
      Type: AWS::StepFunctions::StateMachine
      Properties:
        StateMachineName: shop-\${sls:stage}-${kebab(name)}
        RoleArn: !Sub arn:aws:iam::\${AWS::AccountId}:role/machines
        DefinitionString: !Sub |
          {
            "StartAt": "Check",
            "States": {
              "Check": { "Type": "Task", "Resource": "arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:check", "Next": "Wait" },
              "Wait": { "Type": "Wait", "Seconds": 30, "Next": "Done" },
              "Done": { "Type": "Succeed" }
            }
          }
`;
}

function output(entity) {
  return `
    ${entity}TableArn:
      Description: ARN of the table of ${entity}
      Value: !GetAtt ${entity}Table.Arn
      Export:
        Name: shop-\${sls:stage}-${kebab(entity)}-table
`;
}

function areaOf(name) {
  return AREAS.find((each) => name.endsWith(each));
}

function camel(name) {
  return `${name[0].toLowerCase()}${name.slice(1)}`;
}

function kebab(name) {
  return camel(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function sentence(name) {
  return kebab(name).replaceAll('-', ' ');
}
