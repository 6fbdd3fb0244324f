import asyncio

from tools.central.window import Window


async def settle() -> None:
    """Let every task run as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def sender(window: Window, number: int, sent: list[int]) -> None:
    await window.enter()
    window.push_message(number, b"")
    sent.append(number)


def test_answers_wait_for_their_turn() -> None:
    async def run() -> None:
        window, sent = Window(), list[int]()
        window.allow(4)
        tasks = [asyncio.create_task(sender(window, number, sent)) for number in range(1, 6)]
        await settle()
        assert sent == [1, 2]
        window.remove_message_by_mid(99)
        await settle()
        assert sent == [1, 2]
        window.remove_message_by_mid(2)
        window.remove_message_by_mid(2)
        await settle()
        assert sent == [1, 2, 3]
        tasks[3].cancel()
        await settle()
        window.remove_message_by_mid(1)
        await settle()
        assert sent == [1, 2, 3, 5]
        for number in (3, 5):
            window.remove_message_by_mid(number)
        tasks = [asyncio.create_task(sender(window, number, sent)) for number in (6, 7, 8)]
        await settle()
        assert sent == [1, 2, 3, 5, 6, 7]
        tasks[-1].cancel()
        await settle()

    asyncio.run(run())


def test_nobody_waits_for_a_connection_that_has_ended() -> None:
    async def run() -> None:
        window = Window()
        window.allow(3)
        assert await window.enter()
        waiting = [asyncio.create_task(window.enter()) for _ in range(2)]
        await settle()
        window.close()
        assert await asyncio.gather(*waiting) == [False, False]
        assert not await window.enter()

    asyncio.run(run())


def test_one_answer_is_always_let_through() -> None:
    async def run() -> None:
        window, sent = Window(), list[int]()
        window.allow(1)
        tasks = [asyncio.create_task(sender(window, number, sent)) for number in (1, 2)]
        await settle()
        assert sent == [1]
        window.remove_message_by_mid(1)
        await asyncio.gather(*tasks)
        assert sent == [1, 2]

    asyncio.run(run())
