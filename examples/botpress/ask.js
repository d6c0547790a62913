// For an "Execute code" card. Botpress gives it axios, event and workflow; make the
// variables workflow.reply (string) and workflow.answered (boolean) first, and show
// {{workflow.reply}} in the text card that follows.
const response = await axios.post('http://localhost:8000/webhooks/rest/webhook', {
  sender: event.conversationId,
  message: event.preview,
})
const [message] = response.data
workflow.reply = message ? message.text : ''
workflow.answered = message ? message.custom.answered : false
