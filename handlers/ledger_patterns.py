"""How teachers speak of what they have spent. The text is cleaned (content.text.normalise); 紀 is 記, 禮拜 星期."""

import re

# 記帳: nothing but money is meant; 幫我記: money only where an amount stands beside it
BOOKS = re.compile(
    r"[記計]帳|(?:^|[,。]|幫[我忙]|請)\s*入帳(?=[\s:]*\S*\d)|登錄支出|帳本|帳目|帳上|到帳裡"
    r"|[新增補]+(?:一|兩|三)?筆?(?:支出|開銷|花費)|記一?筆帳"
)
BOOKED = re.compile(r"\s*(?:請|麻煩|幫[我忙])*[記計]帳|\s*登錄支出")  # then it is money, whatever else is said
NOTES = re.compile(
    r"幫[我忙]們?(?:\S{0,3})[記季計](?!得|者|算|畫)|記一下|記下(?!來)|[記計]起來|記上去|登記|登錄|補登|補記|漏記|忘了?記"
    r"|記[一兩二三四五]筆|記錄(?!片)|先記|要記(?!得)|我記(?!得|者|錯)|記完|報帳(?=\s*\S+\s*\d)|key\s*in"
    r"|^\s*記(?![得者憶號住念算錄])|^\s*計(?=一下|一?筆|\s)|^\s*keep\b|新增一筆"
)
SPENT = re.compile(
    r"花了|付了|已付|買了|訂了|付完|付清|實支|支出|付的|買的|先墊|代墊|墊的|已黏|黏妥|收據|發票|憑證|領據|傳票|\bpaid\b|統編|[買訂].{0,12}花"
)
# a question about what may be spent, or about rules; 記 beside it makes it an entry still
ASKS = re.compile(
    r"[嗎?ㄇ]|[呢麼]\s*$|多少|什麼|怎|哪|可不可以|能不能|行不行|可否|能否|是否|要不要|有沒有|是不是|會不會|還是(?!要|得)|幾[元塊個次份張天號月點]|最多|算不算|可以[報用買核編]|allowed|想問|請問|規定|上限|標準|依據|合不合"
)
LEFT = re.compile(
    r"還(?:能|可以?)[報用花支]多少|還剩(?:下)?多少|剩(?:餘|下)?(?:多少|額度)|額度還"
)  # of what is granted, too
UNDO = re.compile(
    r"復原|還原|回到?上一步|上一步|\bundo\b|剛[剛才]?(?:的|那)[個筆條]?\s*(?:取消|不算|不要|cancel|收回)|取消剛[剛才]"
)
SAMPLE = re.compile(r"範本|範例|空白|格式|制式|指定")  # a sheet that is not filled in
ORDERS = re.compile(r"幫|產|做一?[份張個]|弄|出一?份|給我|generate|pls|please|列印|下載|匯出|輸出|整理|要一?份|請出")
GRANT = re.compile(
    r"\s*(?P<part>第[一二]期)?(?:總共|共|我們|社群|這期|本期)*(?:核定|核准|核撥|撥款|補助款)(?:了|金額|經費|補助款?|是|為|:|到|\s)*"
    r"(?:nt\$?|\$)?(?P<amount>\d[\d,]{2,9})\s*(?:元整?|塊)?[\s。]*"
)
HOW = re.compile(
    r"(?:我要|我想|想要?|開始|怎麼|如何|要怎麼|可以)*(?:幫我)?記帳(?:功能|怎麼[用記]|要怎麼記)?[嗎?。!\s]*"
)

CHANGE = re.compile(
    r"改[成為到列]?|更改|更正|修正|修改|修一下|\bchange\b|[→➜]|->|其實是|實際是|弄混|[少多]算|[打記講寫說看]錯|看反"
    r"|誤植|應該?[是為]|應為|才對|should be|變成?|不是|錯了|換成"
)
NEGATED = re.compile(r"(?:而?不是|而非|非|原本是?|原來是?)\s*(?:\d[\d,]*|[^\s,，。是]+)")
# what names no entry where 改成, 刪掉 and the like stand beside it
NO_NAME = re.compile(
    r"不好意思|抱歉|歹勢|您好|剛剛|剛才|剛|[那這上]?一?[筆個條項]|最後|[打記講寫說]錯|應該|是|不對|不要|不用|把|將|的|金額|日期|科目|項目|類別|收據|編號"
    r"|號碼|了|請|幫我|幫忙|麻煩|可以|嗎|啊|呃|嗯|欸|喔|吧|啦|好|我|要|刪除|刪|掉|拿|去|取消|記|移除|delete|remove|thx|謝謝|oops|amount|改|換|更正|修正|那|就"
)
NUMBER = re.compile(
    r"第\s*(?P<no>\d{1,4}|[一二兩三四五六七八九十]{1,3})\s*[筆條項個]|#(?P<mark>\d{1,4})|^\s*(?P<only>\d{1,4})\s*[筆號]"
)
ERASES = re.compile(  # an order by itself; 被主計刪了 tells what others did
    r"^(?!.*被[^,。]{0,10}(?:刪|山掉|拿掉|去掉|移除|畫掉|砍掉|註銷)).*?"
    r"(?:刪(?!了)|山掉|拿掉|去掉|移除|畫掉|砍掉|註銷|\bdelete\b|\bremove\b)"
)
THAT = re.compile(r"[那這](?:[筆條]|個(?![月星週學年]))|剛[剛才]|上一筆|最後一?筆|最後那筆")
IS_NOT = re.compile(r"是(?P<new>[^是,，。\s]+?)[,，\s]*不是(?P<old>[^是,，。]+)")
NOT_IS = re.compile(r"不是(?P<old>[^是,，。]+?)[,，\s]*(?:而|才)?是(?P<new>[^,，。]+)")
NAMES = re.compile(r"[了,，。\s]*(?P<where>[^\d]{2,12}?)(?:那[筆個條])?的?(?:金額|日期)?(?:應該)?是(?P<new>.+)")
LATE = re.compile(r"(?:才對|啦|喔|啊|吧|謝謝|麻煩您?了?|可以幫我改嗎|金額(?:沒問題|不變)|日期(?:沒問題|不變)).*$")
OF_DAY = re.compile(r"日期|日子|哪天|幾號|那天")
OF_LINE = re.compile(r"科目|項目|類別|用途|歸到|歸類")
OF_RECEIPT = re.compile(r"(?:收據|發票|憑證)(?:編號|號碼)")
AS = r"[\s,:改換更正應該為成是到]*"  # between a field and its value
RECEIPT_NO = re.compile(rf"(?:{OF_RECEIPT.pattern}){AS}(?P<no>[a-z]{{0,3}}-?\d{{3,12}})")
LINE_NAME = re.compile(rf"{AS}(?P<line>[^\s,。\d]+)")
DAY_DUE = re.compile(rf"(?:日期|日子){AS}$")  # a day has to follow
