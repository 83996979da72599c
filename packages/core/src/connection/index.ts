export { proxyFor } from './proxy.js';
export { makeRequestHandler, type RequestHandler } from './request-handler.js';
