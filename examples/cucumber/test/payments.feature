Feature: payments

  Scenario: create
    When the code asks AWS who it is
    Then it is the role of serverless.yml

  Scenario: read
    When the code asks AWS who it is
    Then it is the role of serverless.yml
