// The process that gets source credentials. Nothing but its start stands here: a bundle may put what others need too
// into the file of an entry, and whoever loaded it for that would start it.
void import('./answer-source.js').then(({ answerSource }) => answerSource());
